import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { RestAccess } from '#lib/bitrix24/rest-access.ts'
import { restBudget } from '#lib/bitrix24/rest-budget.ts'
import { ownShareCode, takeBudget } from '#lib/bitrix24/take-budget.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const access = (portalId: string, changes: Partial<RestAccess> = {}): RestAccess => ({
  ...{
    portalId,
    clientEndpoint: 'https://portal.example/rest',
    accessToken: 'token',
    priority: 1,
    allowPrivate: false,
  },
  ...changes,
})

test('under the lease nobody waits for the budget for longer than 5 s: the batch is given up, and waits without it', async () => {
  const { queue } = restBudget({ portalId: 'busy' })
  for (let n = 0; n < 500; n += 1) void queue.take(1)
  let failure: unknown
  void takeBudget(access('busy')).then((declined) => {
    failure = declined
  })
  await vi.advanceTimersByTimeAsync(5_100)
  expect(failure).toMatchObject({ kind: 'query_limit', code: 'BUDGET_EXHAUSTED' })
})

test('T3: a viewer whose own share is used up is told so, and not that the portal is busy', async () => {
  const { queue } = restBudget({ portalId: 'shared' })
  for (let n = 0; n < 60; n += 1) void queue.take(0, { userId: 9 })
  const asking = takeBudget(access('shared', { priority: 0, userId: 9 }))
  const colleague = takeBudget(access('shared', { priority: 0, userId: 7 }))
  await vi.advanceTimersByTimeAsync(100)
  expect([await asking, await colleague]).toEqual([expect.objectContaining({ code: ownShareCode }), null])
})

test('the budgets of portals that ask for nothing do not add up for ever', () => {
  const first = restBudget({ portalId: 'first' })
  for (let n = 0; n < 2_000; n += 1) restBudget({ portalId: `other ${n}` })
  expect(restBudget({ portalId: 'first' })).not.toBe(first)
  const busy = restBudget({ portalId: 'busy still' })
  for (let n = 0; n < 500; n += 1) void busy.queue.take(0)
  for (let n = 0; n < 2_000; n += 1) restBudget({ portalId: `another ${n}` })
  expect(restBudget({ portalId: 'busy still' })).toBe(busy)
})
