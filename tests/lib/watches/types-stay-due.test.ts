import { expect, test } from 'vitest'
import { inOneTrip } from '#lib/db/in-one-trip.ts'
import { followTypes } from '#lib/watches/follow-types.ts'
import { followedSql, readFollowed } from '#lib/watches/followed.ts'
import { movesSql } from '#lib/watches/moves-sql.ts'
import { typesSql } from '#lib/watches/types-sql.ts'
import type { TypesAsked } from '#lib/watches/watched-types.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

async function readTypes(portalId: string): Promise<TypesAsked> {
  const [{ rows }] = await inOneTrip([portalId], [followedSql(portalId)])
  const { types } = readFollowed(rows)
  if (!types) throw new Error('Nothing is watched.')
  return types
}

/** An admin's answer, that nothing is new. */
const answerTo = (asked: TypesAsked) => ({
  ...asked,
  ...{ isAnswered: true, isOfAdmin: true, present: [], renewed: [], goneEntityTypeIds: [] },
})

test('an event about a type that comes between question and answer is looked at, also where nothing stood before', async () => {
  const { portalId } = await installCore(core(), 1220)
  await core().sql('delete from type_check where portal_id = $1', [portalId])
  const asked = await readTypes(portalId)
  expect(asked).toMatchObject({ dueAt: null, isDue: true })
  await followTypes(portalId)
  await inOneTrip([portalId], typesSql(portalId, answerTo(asked), new Date()))
  expect(await readTypes(portalId)).toMatchObject({ isDue: true })
})

test('a type that answers although it had gone is asked for, whatever the answer of that batch says of types', async () => {
  const { portalId } = await installCore(core(), 1220)
  const asked = await readTypes(portalId)
  const [watch] = await core().sql<{ at: number }>(
    `update watch set paused_at = now(), paused_reason = 'TYPE_GONE', type_id = coalesce(type_id, 7)
     where portal_id = $1 returning checkpoint_item_id::int as at`,
    [portalId],
  )
  const at = watch?.at ?? 0
  const move = { kind: 'moved', entityTypeId: 1220, fromItemId: at, toItemId: at, isSwept: true } as const
  await inOneTrip(
    [portalId],
    [
      ...movesSql(portalId, [{ ...move, dueInSeconds: 60, walkSpan: null }], new Date()),
      ...typesSql(portalId, answerTo(asked), new Date()),
    ],
  )
  expect(await readTypes(portalId)).toMatchObject({ isDue: true })
})
