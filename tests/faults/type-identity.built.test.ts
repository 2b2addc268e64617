import { expect, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
const soon = { interval: 50 }

/** A portal that watches a smart process of its own, with items in the feed, and an open page of the admin. */
async function portalWith(count: number) {
  const { simulator } = system()
  const portal = await createPortal(system())
  const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Orders' })
  const admin = await portal.ready(1220, { entityTypeId, visibility: 'portal' })
  await portal.create({ entityTypeId, count, title: 'Old' })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(count)
  const stream = await admin.stream()
  await expect.poll(() => stream.statuses.length, soon).toBeGreaterThan(0)
  const titles = async () => (await admin.feed(`entityTypeId=${entityTypeId}`)).items.map(({ title }) => title)
  const watch = async () => (await admin.watches()).find((one) => one.entityTypeId === entityTypeId)
  return { portal, admin, stream, entityTypeId, titles, watch }
}

test('T7: a smart process that is deleted and made anew within a second is a new watch, pages are told, and so is the admin', async () => {
  const { simulator } = system()
  const { portal, admin, stream, entityTypeId, titles, watch } = await portalWith(3)
  await simulator.deleteType(portal.memberId, entityTypeId)
  await simulator.createType(portal.memberId, { title: 'Orders', entityTypeId })
  await portal.create({ entityTypeId, title: 'New', byRobot: true })
  await expect.poll(titles, soon).toEqual(['New'])
  expect((await admin.feed(`entityTypeId=${entityTypeId}`)).items).toMatchObject([
    { actor: 'automation', changes: null },
  ])
  await expect.poll(() => stream.events.some(({ name }) => name === 'reset'), soon).toBe(true)
  expect(await watch()).toMatchObject({ paused: null, visibility: 'crm', renewedAt: expect.any(String) })
  const { body } = await admin.call<{ steps: string[] }>('GET', '/api/diagnostics')
  expect(body.steps).toContain('type_renewed')
  // Who is no admin sees what the CRM shows, and is not told.
  const employee = await portal.viewer(people.employee)
  expect((await employee.watches()).map(({ renewedAt }) => renewedAt)).toEqual([undefined, undefined])
})

test('T7: with all events about it lost, the next event of an item finds it', async () => {
  const { simulator } = system()
  const { portal, entityTypeId, titles } = await portalWith(3)
  await simulator.setFaults(portal.memberId, { drop: 1 })
  await simulator.deleteType(portal.memberId, entityTypeId)
  await simulator.createType(portal.memberId, { title: 'Orders', entityTypeId })
  await portal.create({ entityTypeId, title: 'Lost' })
  await simulator.clearFaults(portal.memberId)
  await portal.create({ entityTypeId, title: 'New' })
  await expect.poll(async () => (await titles()).toSorted(), soon).toEqual(['Lost', 'New'])
})

test('T9: the same ADD event, seconds apart, gives no revision and is sent to no stream', async () => {
  const { portal, admin, stream, entityTypeId } = await portalWith(1)
  const [itemId = 0] = await admin.itemIds()
  const { headRevision } = await admin.feed()
  const sent = () => stream.events.filter(({ name }) => name !== 'status').length
  const before = sent()
  // As if it had been recorded some time ago.
  await system().sql(`update feed_item set received_at = received_at - interval '1 minute' where entity_type_id = $1`, [
    entityTypeId,
  ])
  for (let time = 0; time < 5; time += 1) expect(await portal.send({ itemId, entityTypeId })).toBe(200)
  await expect.poll(() => portal.receipts(), soon).toEqual({ RECORDED: 1, DUPLICATE: 5 })
  expect((await admin.feed()).headRevision).toBe(headRevision)
  expect(sent()).toBe(before)
})
