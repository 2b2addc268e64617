import { expect, test } from 'vitest'
import { systemClock } from '#lib/platform/clock.ts'
import { readChangesSince } from '#lib/visibility/read-changes-since.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

test('T9: who asks from beyond the head is told to read anew, and not with each hidden change where the head is', async () => {
  const life = await lifeOf(core(), 1220)
  const viewer = { ...(await life.accessOf(people.employee)), userId: people.employee, isAdmin: false, withinMs: 5_000 }
  const told: bigint[] = []
  for (let revision = 1; revision <= 4; revision += 1) {
    await core().sql('update feed_head set head_revision = $2 where portal_id = $1', [life.portalId, revision])
    const answer = await readChangesSince(viewer, { since: 10n ** 15n, entityTypeId: null }, systemClock)
    expect(answer.changes).toEqual([{ kind: 'reset', revision: answer.told }])
    told.push(answer.told)
  }
  // The head of others is told at most once in four seconds.
  expect(new Set(told).size).toBeLessThan(4)
  expect(told.at(0)).toBe(1n)
})
