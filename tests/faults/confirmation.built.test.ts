import { expect, test } from 'vitest'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem({ mayLogErrors: true })
const soon = { interval: 50 }

/** How confirmation and the installation of this portal stand. */
async function standing({ memberId }: PortalDriver) {
  const [row] = await system().sql<{ status: string; failures: number; deferred: number }>(
    `select n.status::text, coalesce(l.failures, 0) as failures,
            (select count(*)::int from event_delivery d
             where d.portal_id = p.id and d.settled_at is null and d.deferred_until > now()) as deferred
     from portal p join installation n on n.portal_id = p.id left join feed_lease l on l.portal_id = p.id
     where p.member_id = $1`,
    [memberId],
  )
  return row
}

test('D12: a type that is deleted while its items wait settles them, and does not hold the others up', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Short-lived' })
  const admin = await portal.ready(1220, entityTypeId)
  const [shown = 0] = await portal.create({ entityTypeId })
  await expect.poll(() => admin.itemIds(), soon).toEqual([shown])
  const [waiting] = await portal.create({ entityTypeId, announce: false })
  await simulator.deleteType(portal.memberId, entityTypeId)
  for (const itemId of [shown, waiting]) expect(await portal.send({ entityTypeId, itemId })).toBe(200)
  const [claim] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([claim])
  expect(await portal.receipts()).toEqual({ RECORDED: 2, REMOVED: 1, NOT_FOUND: 1 })
  expect(await standing(portal)).toEqual({ status: 'ACTIVE', failures: 0, deferred: 0 })
})

test('B9: a list that is declined waits by itself, others go on, and it is asked again', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  const fault = { method: 'crm.item.list', kind: 'error200', times: 1 } as const
  await system().simulator.setFaults(portal.memberId, { rest: [fault] })
  const [visit = 0] = await portal.create({ entityTypeId: 147 })
  await expect.poll(() => standing(portal), soon).toEqual({ status: 'ACTIVE', failures: 0, deferred: 1 })
  const [claim = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(2)
  const { items } = await admin.feed()
  // Confirmed in that order, although the other one was announced first.
  expect(items.toSorted((a, b) => Number(BigInt(a.revision) - BigInt(b.revision))).map(({ itemId }) => itemId)).toEqual(
    [claim, visit],
  )
})

test('B2: a method whose operating time is used up pauses until its reset, on both instances, and others go on', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const second = await system().startInstance()
  const fault = { method: 'crm.item.list', kind: 'operation_limit', times: 1, resetInSeconds: 6 } as const
  await simulator.setFaults(portal.memberId, { rest: [fault] })
  const declined = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => standing(portal), soon).toEqual({ status: 'ACTIVE', failures: 0, deferred: 1 })
  const refusedAt = (await simulator.restLog(portal.memberId)).at(-1)?.at ?? ''
  const during = await portal.create({ entityTypeId: 1220, count: 3, announce: false })
  for (const itemId of during) expect(await portal.send({ itemId }, second.url)).toBe(200)
  // Another method, while that one pauses.
  for (const at of [admin, admin.at(second.url)]) expect((await at.call('GET', '/api/entity-types')).status).toBe(200)
  const shown = async () => (await admin.itemIds()).toSorted((a, b) => a - b)
  await expect.poll(shown).toEqual([...declined, ...during])
  const lists = (await simulator.restLog(portal.memberId))
    .filter(({ commands }) => commands?.some((command) => command.startsWith('crm.item.list')))
    .map(({ at }) => Date.parse(at) - Date.parse(refusedAt))
    // A request that the bucket had let through before is not called back.
    .filter((afterMs) => afterMs > 1_000)
  expect(lists.length).toBeGreaterThan(0)
  expect(Math.min(...lists)).toBeGreaterThan(5_000)
  expect((await admin.feed()).headRevision).toBe('4')
})

test.each([
  ['demoted', { admin: false, crm: 'none' }],
  ['dismissed', { active: false }],
] as const)(
  'B8: when the owner of the token is %s nothing is removed, receipts wait, and the next admin heals it',
  async (_, rights) => {
    const { simulator } = system()
    const portal = await createPortal(system())
    await portal.ready(1220)
    const manager = await portal.viewer(people.manager)
    const [shown = 0] = await portal.create({ entityTypeId: 1220 })
    await expect.poll(() => manager.itemIds(), soon).toEqual([shown])
    await simulator.setRights(portal.memberId, { userId: people.admin, ...rights })
    await simulator.updateItem(portal.memberId, 1220, shown, { title: 'Changed', userId: people.manager })
    const [next = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager })
    await expect.poll(async () => (await standing(portal))?.status, soon).toBe('REAUTH_REQUIRED')
    await expect.poll(() => portal.receipts(), soon).toEqual({ RECORDED: 1, RECEIVED: 2 })
    expect(await manager.itemIds()).toEqual([shown])
    await simulator.setRights(portal.memberId, { userId: people.manager, admin: true })
    await portal.viewer(people.manager)
    await expect.poll(() => manager.itemIds(), soon).toEqual([next, shown])
    expect(await standing(portal)).toEqual({ status: 'ACTIVE', failures: 0, deferred: 0 })
    expect(await manager.item(1220, shown)).toMatchObject({ title: 'Changed' })
  },
)

async function breakChain({ memberId }: PortalDriver, status: string) {
  await system().sql(
    `update installation set status = $2::installation_status
     where portal_id = (select id from portal where member_id = $1)`,
    [memberId, status],
  )
}

test('while payment is expired viewers still get in, although the portal does not answer', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  await breakChain(portal, 'PAYMENT_REQUIRED')
  await system().simulator.setFaults(portal.memberId, { rest: [{ method: 'batch', kind: '500', times: 1 }] })
  expect(await portal.open(people.employee)).toMatchObject({ status: 200, screen: 'feed' })
  expect(await standing(portal)).toMatchObject({ status: 'PAYMENT_REQUIRED' })
})

test('a heal on a portal that does not say whether the installation is finished keeps what was known', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  await breakChain(portal, 'REAUTH_REQUIRED')
  await system().simulator.setFaults(portal.memberId, { rest: [{ method: 'app.info', kind: 'error200', times: 9 }] })
  await portal.open()
  expect(await standing(portal)).toMatchObject({ status: 'ACTIVE' })
})
