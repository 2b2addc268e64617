import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { actOnItem } from '#lib/actions/act-on-item.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()

async function viewerOf(userId: number) {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220)
  const [row] = await sql<{ endpoint: string }>('select client_endpoint as endpoint from portal where id = $1', [
    portal.portalId,
  ])
  const { AUTH_ID: accessToken } = await simulator.issueTokens(portal.memberId, { userId })
  const viewer = {
    ...{ portalId: portal.portalId, userId, isAdmin: false, priority: 0 as const },
    ...{ clientEndpoint: row?.endpoint ?? '', accessToken, allowPrivate: true },
  }
  const act = (itemId: number, action: Parameters<typeof actOnItem>[2]) =>
    actOnItem(viewer, { entityTypeId: 1220, itemId }, action, systemClock)
  return { portal, act }
}

test('a hidden item answers an action as a missing one does', async () => {
  const { portal, act } = await viewerOf(people.employee)
  const [hidden = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager, ...longAgo })
  const [told, missing] = [
    await act(hidden, { kind: 'take', key: randomUUID() }),
    await act(999_999, { kind: 'take', key: randomUUID() }),
  ]
  expect(told).toEqual({ outcome: 'refused', reason: 'gone', now: null })
  expect(told).toEqual(missing)
})

test('one key is one comment, however often it is sent, and no other action', async () => {
  const { portal, act } = await viewerOf(people.employee)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.employee, ...longAgo })
  const key = randomUUID()
  const comment = { kind: 'comment', key, text: 'On it' } as const
  const outcomes = await Promise.all([act(itemId, comment), act(itemId, comment)])
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  expect(await act(itemId, comment)).toMatchObject({ outcome: 'done' })
  expect(await core().simulator.comments(portal.memberId)).toHaveLength(1)
  await expect(act(itemId, { ...comment, text: 'Something else' })).rejects.toMatchObject({ reason: 'key_reused' })
})
