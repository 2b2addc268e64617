import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem({ env: { SWEEP_INTERVAL_SECONDS: '2' } })
const soon = { interval: 100 }
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

test('D2: events in any order, also doubled, end in the right set', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await simulator.setFaults(portal.memberId, { reorder: true, double: 1, seed: 7 })
  const ids = await portal.create({ entityTypeId: 1220, count: 40 })
  const deleted = ids.filter((_, n) => n % 4 === 0)
  for (const id of ids) {
    if (deleted.includes(id)) await simulator.deleteItem(portal.memberId, 1220, id)
    else await simulator.updateItem(portal.memberId, 1220, id, { title: `Item ${id}` })
  }
  await simulator.settled(portal.memberId)
  await expect
    .poll(async () => ascending(await admin.itemIds()), soon)
    .toEqual(ids.filter((id) => !deleted.includes(id)))
  await expect.poll(async () => (await admin.item(1220, ids[1] ?? 0))?.title, soon).toBe(`Item ${ids[1]}`)
})

test('D2: an item that was deleted before its add and update arrive does not come, nor come back', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [never = 0, shown = 0] = await portal.create({ entityTypeId: 1220, count: 2, announce: false })
  expect(await portal.send({ itemId: shown })).toBe(200)
  await expect.poll(async () => await admin.itemIds(), soon).toContain(shown)
  for (const id of [never, shown]) await simulator.deleteItem(portal.memberId, 1220, id, { announce: false })
  for (const itemId of [never, shown]) {
    for (const event of ['DELETE', 'ADD', 'UPDATE']) {
      expect(await portal.send({ itemId, event: `ONCRMDYNAMICITEM${event}` })).toBe(200)
    }
  }
  const marker = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds(), soon).toEqual(marker)
  await expect.poll(async () => (await portal.receipts()).RECEIVED ?? 0, soon).toBe(0)
  expect(await admin.itemIds()).toEqual(marker)
})

test('D8: events without tokens work, and their items are an automation’s', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await system().simulator.setFaults(portal.memberId, { stripTokens: true })
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.item(1220, itemId), soon).toMatchObject({ actor: 'automation', source: 'event' })
})

test.each([
  ['seven hours behind', -7],
  ['nine hours ahead', 9],
])(
  'D9: a portal whose clock is %s, or whose events tell an absurd time, is in order and complete',
  async (_, hours) => {
    const { simulator } = system()
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    await simulator.setFaults(portal.memberId, { clockSkewMs: hours * 3_600_000 })
    const first = await portal.create({ entityTypeId: 1220, count: 2 })
    await expect.poll(() => admin.itemIds(), soon).toHaveLength(2)
    await simulator.clearFaults(portal.memberId)
    const [absurd = 0, none = 0, lost = 0] = await portal.create({ entityTypeId: 1220, count: 3, announce: false })
    expect(await portal.send({ itemId: absurd, ts: '99999999999999999999' })).toBe(200)
    expect(await portal.send({ itemId: none, ts: undefined })).toBe(200)
    await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual([...first, absurd, none, lost])
    const order = await admin.itemIds()
    expect(ascending(order.slice(-2))).toEqual(first)
  },
)

test('D10: an item of a type that is not watched yet appears only if it is created after the tick', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [before = 0] = await portal.create({ entityTypeId: 147 })
  await expect.poll(() => portal.receipts(), soon).toEqual({ NOT_WATCHED: 1 })
  await admin.watch(1220, 147)
  const [after = 0] = await portal.create({ entityTypeId: 147 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([after])
  expect(await portal.send({ entityTypeId: 147, itemId: before, event: 'ONCRMDYNAMICITEMUPDATE' })).toBe(200)
  await expect.poll(() => portal.receipts(), soon).toEqual({ NOT_WATCHED: 2, RECORDED: 1 })
  expect(await admin.itemIds()).toEqual([after])
})
