import { expect, test } from 'vitest'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem({ env: { SWEEP_INTERVAL_SECONDS: '2' } })
const soon = { interval: 100 }
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

/** Lets the slow comparison of this portal begin now. */
async function compare({ memberId }: PortalDriver) {
  await system().sql(
    `update watch set compared_at = null where portal_id = (select id from portal where member_id = $1)`,
    [memberId],
  )
}

test('D3: all events lost, and the sweep recovers every item, once, marked catch-up, and says until when it is complete', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  const stream = await admin.stream()
  const startedAt = new Date().toISOString()
  await system().simulator.setFaults(portal.memberId, { drop: 1 })
  const lost = await portal.create({ entityTypeId: 1220, count: 130 })
  const visits = await portal.create({ entityTypeId: 147, count: 2 })
  await expect.poll(async () => ascending(await admin.itemIds('entityTypeId=1220')), soon).toEqual(lost)
  await expect.poll(async () => ascending(await admin.itemIds('entityTypeId=147')), soon).toEqual(visits)
  const { items } = await admin.feed('limit=100')
  expect(new Set(items.map((item) => [item.source, item.actor].join()))).toEqual(new Set(['catch-up,unknown']))
  await expect.poll(() => (stream.statuses.at(-1)?.provedAt ?? '') > startedAt, soon).toBe(true)
  expect(ascending(stream.itemIds)).toEqual(ascending([...lost, ...visits]))
})

test('D3: a lost restore, a lost update and a lost deletion are found by the slow comparison', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 60 })
  await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual(ids)
  const [restored = 0, changed = 0, deleted = 0] = ids
  await simulator.deleteItem(portal.memberId, 1220, restored)
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(59)
  const stream = await admin.stream()
  const silent = { announce: false }
  await simulator.restoreItem(portal.memberId, 1220, restored, silent)
  await simulator.updateItem(portal.memberId, 1220, changed, { title: 'Changed without a word', ...silent })
  await simulator.deleteItem(portal.memberId, 1220, deleted, silent)
  await compare(portal)
  await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual(ids.filter((id) => id !== deleted))
  await expect
    .poll(() => admin.item(1220, changed), soon)
    .toMatchObject({ title: 'Changed without a word', source: 'event' })
  await expect.poll(() => ascending(stream.itemIds), soon).toEqual([restored, changed])
  expect(stream.removed).toEqual([{ entityTypeId: 1220, itemId: deleted }])
})

test('D3: the newest item is deleted without a word while its type is not watched, and is gone soon after the next tick', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [deleted = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([deleted])
  await admin.watch()
  await system().simulator.deleteItem(portal.memberId, 1220, deleted, { announce: false })
  await admin.watch(1220)
  await expect.poll(() => admin.itemIds(), soon).toEqual([])
})

test('B8: what was created while the token’s owner was no admin is recovered once the next admin opens the app', async () => {
  const { simulator, sql } = system()
  const portal = await createPortal(system())
  await portal.ready(1220)
  await simulator.setRights(portal.memberId, { userId: people.admin, admin: false, crm: 'own' })
  const lost = await portal.create({ entityTypeId: 1220, count: 3, userId: people.manager, announce: false })
  const status = () =>
    sql(`select n.status::text from installation n join portal p on p.id = n.portal_id where p.member_id = $1`, [
      portal.memberId,
    ])
  await expect.poll(status, soon).toEqual([{ status: 'REAUTH_REQUIRED' }])
  await simulator.setRights(portal.memberId, { userId: people.manager, admin: true })
  const healer = await portal.viewer(people.manager)
  await expect.poll(async () => ascending(await healer.itemIds()), soon).toEqual(lost)
  expect(await status()).toEqual([{ status: 'ACTIVE' }])
})

test('D12: a renamed type has its new name, a deleted one says so, open pages are told, and the others go on', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Short-lived' })
  const admin = await portal.ready(1220, entityTypeId)
  const stream = await admin.stream()
  await expect.poll(() => stream.statuses.length, soon).toBeGreaterThan(0)
  await simulator.renameType(portal.memberId, 1220, 'Complaints')
  await simulator.deleteType(portal.memberId, entityTypeId)
  const told = async () => (await admin.watches()).map(({ title, paused }) => [title, paused])
  await expect.poll(told, soon).toEqual([
    ['Complaints', null],
    ['Short-lived', 'type_gone'],
  ])
  await expect.poll(() => stream.events.some(({ name }) => name === 'reset'), soon).toBe(true)
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
})

test('the history that an admin wishes comes shortly after the tick, and is not said to be recovered', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(147)
  const { entityTypeId } = await system().simulator.createType(portal.memberId, { title: 'Orders' })
  const createdTime = (days: number) => ({ createdTime: new Date(Date.now() - days * 86_400_000).toISOString() })
  await portal.create({ entityTypeId, count: 3, announce: false, fields: createdTime(8) })
  const week = await portal.create({ entityTypeId, count: 60, announce: false, fields: createdTime(6) })
  await admin.watch(147, { entityTypeId, history: 'week' })
  await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual(week)
  expect(await admin.item(entityTypeId, week[30] ?? 0)).toMatchObject({ source: 'catch-up', isHistory: true })
  const [next = 0] = await portal.create({ entityTypeId })
  await expect.poll(() => admin.item(entityTypeId, next), soon).toMatchObject({ source: 'event' })
  expect(await admin.item(entityTypeId, next)).not.toHaveProperty('isHistory')
})

test('B9: one item that breaks every list is parked with the reason, the others go through, and a replay brings it back', {
  timeout: 120_000,
}, async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const { simulator } = system()
  const announced = await portal.create({ entityTypeId: 1220, count: 30, announce: false })
  const [poisoned = 0] = announced.slice(11)
  await simulator.setFaults(portal.memberId, { poison: [poisoned] })
  for (const itemId of announced) expect(await portal.send({ itemId })).toBe(200)
  const lost = await portal.create({ entityTypeId: 1220, count: 20, announce: false })
  const others = [...announced, ...lost].filter((id) => id !== poisoned)
  const patient = { interval: 200 }
  await expect.poll(async () => ascending(await admin.itemIds()), patient).toEqual(others)
  const parked = () =>
    system().sql<{ item_id: string; reason: string }>(
      `select distinct item_id, reason from event_delivery d join portal p on p.id = d.portal_id
       where p.member_id = $1 and d.outcome = 'PARKED'`,
      [portal.memberId],
    )
  await expect.poll(parked, patient).toEqual([{ item_id: String(poisoned), reason: 'INTERNAL_SERVER_ERROR' }])
  await simulator.clearFaults(portal.memberId)
  await portal.send({ itemId: poisoned, event: 'ONCRMDYNAMICITEMUPDATE' })
  await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual(ascending([...others, poisoned]))
})
