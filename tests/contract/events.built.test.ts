import { expect, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 20 }

test('the same event 20 times at once is one row, one revision, and every answer is 200', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const stream = await admin.stream()
  const [itemId] = await portal.create({ entityTypeId: 1220, announce: false })
  const answers = await Promise.all(Array.from({ length: 20 }, () => portal.send({ itemId })))
  expect(answers).toEqual(Array(20).fill(200))
  await expect.poll(() => portal.receipts(), soon).toEqual({ RECORDED: 1, DUPLICATE: 19 })
  expect(await admin.feed()).toMatchObject({ items: [{ itemId, revision: '1' }], headRevision: '1' })
  await expect.poll(() => stream.itemIds, soon).toEqual([itemId])
})

test('an update that comes before its add makes the row, with what the CRM says', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId] = await portal.create({ entityTypeId: 1220, title: 'As it is now', announce: false })
  await portal.send({ itemId, event: 'ONCRMDYNAMICITEMUPDATE' })
  await expect.poll(() => admin.feed(), soon).toMatchObject({ items: [{ itemId, title: 'As it is now' }] })
  // The late add changes one thing: it tells who acted.
  await portal.send({ itemId })
  await expect.poll(() => portal.receipts(), soon).toEqual({ RECORDED: 2 })
  expect(await admin.feed()).toMatchObject({ items: [{ itemId, actor: 'automation' }] })
})

test('an item that was deleted before its add arrives never appears', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, announce: false })
  await system().simulator.deleteItem(portal.memberId, 1220, itemId, { announce: false })
  await portal.send({ itemId, event: 'ONCRMDYNAMICITEMDELETE' })
  await portal.send({ itemId })
  await expect.poll(() => portal.receipts(), soon).toEqual({ NOT_FOUND: 2 })
  expect((await admin.feed()).items).toEqual([])
})

test('a deleted item does not come back by late events', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const stream = await admin.stream()
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => stream.itemIds, soon).toEqual([itemId])
  await system().simulator.deleteItem(portal.memberId, 1220, itemId)
  await expect.poll(() => stream.removed, soon).toEqual([{ entityTypeId: 1220, itemId }])
  await portal.send({ itemId })
  await portal.send({ itemId, event: 'ONCRMDYNAMICITEMUPDATE' })
  await expect.poll(() => portal.receipts(), soon).toEqual({ RECORDED: 1, REMOVED: 3 })
  expect(await admin.feed()).toMatchObject({ items: [], headRevision: '2' })
  expect(stream.itemIds).toEqual([itemId])
})

test('D2: events in any order and doubled leave exactly the set that is in the CRM', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  await simulator.setFaults(portal.memberId, { reorder: true, double: 2, seed: 7 })
  const claims = await portal.create({ entityTypeId: 1220, count: 30, title: 'Claim' })
  const visits = await portal.create({ entityTypeId: 147, count: 10, title: 'Visit' })
  for (const id of claims.slice(0, 8)) await simulator.updateItem(portal.memberId, 1220, id, { title: `Changed ${id}` })
  for (const id of claims.slice(4, 12)) await simulator.deleteItem(portal.memberId, 1220, id)
  await simulator.settled(portal.memberId)
  await expect.poll(() => portal.receipts()).not.toHaveProperty('RECEIVED')
  const kept = [...claims.slice(0, 4), ...claims.slice(12)]
  expect((await admin.itemIds('entityTypeId=1220')).toSorted((a, b) => a - b)).toEqual(kept)
  expect((await admin.itemIds('entityTypeId=147')).toSorted((a, b) => a - b)).toEqual(visits)
  for (const id of kept.slice(0, 4)) expect(await admin.item(1220, id)).toMatchObject({ title: `Changed ${id}` })
})

test('D8: a person is told from an automation by the tokens of the event alone', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [byPerson = 0] = await portal.create({ entityTypeId: 1220, userId: people.employee })
  const [byRobot = 0] = await portal.create({ entityTypeId: 1220, byRobot: true })
  await expect
    .poll(() => admin.item(1220, byPerson), soon)
    .toMatchObject({
      actor: 'person',
      createdBy: { id: people.employee, name: 'Eva Brandt' },
    })
  await expect.poll(() => admin.item(1220, byRobot), soon).toMatchObject({ actor: 'automation' })
  await system().simulator.setFaults(portal.memberId, { stripTokens: true })
  const [stripped = 0] = await portal.create({ entityTypeId: 1220, userId: people.employee })
  await expect.poll(() => admin.item(1220, stripped), soon).toMatchObject({ actor: 'automation' })
})

test("the time an event names matters to nothing: a portal's clock may be hours off", async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const times = [undefined, '', '0', 'abc', '-1', '1.5', '9999999999', '99999999999999', String(2 ** 53)]
  const ids = await portal.create({ entityTypeId: 1220, count: times.length, announce: false })
  for (const [index, ts] of times.entries()) expect(await portal.send({ itemId: ids[index], ts })).toBe(200)
  await expect.poll(() => admin.itemIds(), soon).toEqual(ids.toReversed())
})

test('an event before the installation leaves nothing', async () => {
  const portal = await createPortal(system())
  const [itemId] = await portal.create({ entityTypeId: 1220, announce: false })
  expect(await portal.send({ itemId })).toBe(403)
  expect(await system().sql('select 1 from portal where member_id = $1', [portal.memberId])).toEqual([])
  await portal.ready(1220)
  expect(await portal.receipts()).toEqual({})
})

test('D10: an event for a type that is not watched leaves a receipt that says so, and no row', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId] = await portal.create({ entityTypeId: 1036, announce: false })
  expect(await portal.send({ entityTypeId: 1036, itemId })).toBe(200)
  expect(await portal.receipts()).toEqual({ NOT_WATCHED: 1 })
  expect((await admin.feed()).items).toEqual([])
})

test('D10: once a type is ticked, items from then on appear and older ones do not', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [older = 0] = await portal.create({ entityTypeId: 1036 })
  await system().simulator.settled(portal.memberId)
  await admin.watch(1220, 1036)
  const [newer] = await portal.create({ entityTypeId: 1036 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([newer])
  await system().simulator.updateItem(portal.memberId, 1036, older, { title: 'Changed later' })
  await expect.poll(() => portal.receipts(), soon).toEqual({ NOT_WATCHED: 2, RECORDED: 1 })
  expect(await admin.itemIds()).toEqual([newer])
})

test('an event that overtakes the saving of its watch is looked at again', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  // Stands for an item that is created after the baseline was read and announced before the watch was committed.
  const itemId = 900_001
  await portal.send({ entityTypeId: 1036, itemId })
  expect(await portal.receipts()).toEqual({ NOT_WATCHED: 1 })
  await admin.watch(1220, 1036)
  await expect.poll(() => portal.receipts(), soon).toEqual({ NOT_FOUND: 1 })
})
