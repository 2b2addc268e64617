import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RestBudget } from '#lib/bitrix24/rest-budget.ts'
import { db } from '#lib/db/client.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { newId } from '#lib/platform/ids.ts'
import { shareBudgetsByDatabase } from '#lib/rest-budget/share-budgets.ts'
import { storeAdminAnswer } from '#lib/sessions/store-admin-answer.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'

let database: TestDatabase
let proxy: TcpProxy
let portalId: string

beforeAll(async () => {
  database = await createTestDatabase()
  proxy = await startTcpProxy(new URL(database.url))
  process.env.DATABASE_URL = proxy.url
  shareBudgetsByDatabase()
})

afterAll(async () => {
  await db().$disconnect()
  await proxy.close()
  await database.drop()
})

beforeEach(async () => {
  await proxy.set('open')
  portalId = newId()
  await db().portal.create({ data: { id: portalId, memberId: portalId, domain: 'd', clientEndpoint: 'e' } })
  const installation = { portalId, serverEndpoint: 's', verifiedAt: new Date() }
  await inPortal(portalId, (tx) => tx.installation.create({ data: installation }))
})

/** As many instances, each with its own view of the portal's budget. */
const instances = (count: number) => Array.from({ length: count }, () => new RestBudget(portalId))
const stored = () => inPortal(portalId, (tx) => tx.restBudget.findUniqueOrThrow({ where: { portalId } }))

/** Counts what is let through from now on. */
function demand(budgets: readonly RestBudget[], each: number) {
  const counted = { served: 0 }
  for (const { queue } of budgets) {
    for (let n = 0; n < each; n += 1) {
      queue.take(0, { withinMs: 20_000 }).then(
        () => {
          counted.served += 1
        },
        () => {},
      )
    }
  }
  return counted
}

describe('the budget that instances share', () => {
  test('B1: gives three instances together no more than one portal takes', async () => {
    const startedAt = performance.now()
    const counted = demand(instances(3), 40)
    await expect.poll(() => counted.served).toBeGreaterThan(55)
    const seconds = (performance.now() - startedAt) / 1_000
    expect(counted.served).toBeLessThan(50 + 2.6 * seconds)
  })

  test('B1: after "too many" all instances are silent, longer each time in a row', async () => {
    const [one, two] = instances(2)
    if (!one || !two) throw new Error('two instances')
    await one.queue.take(0)
    const atLeast: number[] = []
    const atMost: number[] = []
    for (let strike = 0; strike < 4; strike += 1) {
      // What is declined together counts once.
      const before = Date.now()
      one.penalize()
      one.penalize()
      await expect.poll(async () => (await stored()).strikes).toBe(strike + 1)
      const { pausedUntil } = await stored()
      atLeast.push((pausedUntil?.getTime() ?? 0) - Date.now())
      atMost.push((pausedUntil?.getTime() ?? 0) - before)
      await inPortal(portalId, (tx) => tx.restBudget.update({ where: { portalId }, data: { pausedUntil: new Date() } }))
    }
    expect(atLeast[0]).toBeLessThan(2_000)
    expect(atMost[3]).toBeGreaterThan(7_000)
    one.penalize()
    await expect.poll(async () => (await stored()).strikes).toBe(5)
    const counted = demand([two], 3)
    await wait(1_500)
    expect(counted.served).toBe(0)
  })

  test('B2: a method that one instance was declined is not called by another', async () => {
    const [one, two] = instances(2)
    if (!one || !two) throw new Error('two instances')
    await one.queue.take(0)
    one.block('crm.item.list', 30_000)
    const told = () => inPortal(portalId, (tx) => tx.restMethod.count({ where: { portalId } }))
    await expect.poll(told).toBe(1)
    await two.queue.take(0)
    const untilMs = two.operating.heldUntilMs('crm.item.list', 0, Date.now()) ?? 0
    expect(untilMs - Date.now()).toBeGreaterThan(20_000)
    expect(two.operating.heldUntilMs('user.get', 0, Date.now())).toBeNull()
  })

  test('is as large as the plan that app.info names, and keeps what it has left', async () => {
    const [budget] = instances(1)
    for (let n = 0; n < 5; n += 1) await budget?.queue.take(0)
    const answer = { isAdmin: true, finished: null }
    await storeAdminAnswer(portalId, 1, { ...answer, license: 'de_ent250' }, new Date())
    expect(await stored()).toMatchObject({ burst: 240, perSecond: 5 })
    expect((await stored()).tokens).toBeLessThan(45)
    await storeAdminAnswer(portalId, 1, { ...answer, license: null }, new Date())
    expect(await stored()).toMatchObject({ burst: 240 })
    await storeAdminAnswer(portalId, 1, { ...answer, license: 'de_std' }, new Date())
    expect(await stored()).toMatchObject({ burst: 45, perSecond: 2 })
  })

  test('without a database each instance goes on with a small share of its own', async () => {
    const [budget] = instances(1)
    await budget?.queue.take(0)
    await proxy.set('refuse')
    const counted = demand(budget ? [budget] : [], 30)
    await expect.poll(() => counted.served).toBeGreaterThan(0)
    await wait(500)
    expect(counted.served).toBeLessThanOrEqual(10)
    await proxy.set('open')
    await expect.poll(() => counted.served).toBe(30)
  })
})
