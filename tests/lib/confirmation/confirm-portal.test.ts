import { expect, onTestFinished, test } from 'vitest'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { confirmPortal } from '#lib/confirmation/confirm-portal.ts'
import { replayReceipts } from '#lib/confirmation/replay-receipts.ts'
import { newId } from '#lib/platform/ids.ts'
import { followTypes } from '#lib/watches/follow-types.ts'
import { type InstalledCore, installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()

const parkedOf = async ({ portalId }: InstalledCore) =>
  (
    await core().sql<{ item_id: number; reason: string }>(
      `select distinct item_id::int, reason from event_delivery where portal_id = $1 and outcome = 'PARKED' order by 1`,
      [portalId],
    )
  ).map(({ item_id, reason }) => [item_id, reason])

/** Round by round, as if the pauses between the tries were over at once. */
async function settle(portal: InstalledCore, rounds = 16): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    await portal.passTime()
    await portal.confirm()
  }
}

test('a burst of 5,000 created items is confirmed by at most ten requests, each item once', async () => {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 5_000 })
  await sql(
    `insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at)
     select $1, gen_random_uuid(), 'ITEM_ADD', 1220, item_id, 'AUTOMATION', now() from unnest($2::bigint[]) as item_id`,
    [portal.portalId, ids],
  )
  const before = (await simulator.restLog(portal.memberId)).length
  await portal.confirm()
  expect(await portal.feed()).toEqual(ids)
  expect(await portal.receipts()).toEqual({ RECORDED: 5_000 })
  expect((await portal.requests(before)).length).toBeLessThanOrEqual(10)
})

test('5,000 items that come in while others are confirmed take at most ten requests, too', async () => {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 5_000 })
  const before = (await simulator.restLog(portal.memberId)).length
  await portal.receive({ itemId: ids[0] ?? 0 })
  let isOver = false
  const confirming = (async () => {
    while (!isOver) await portal.confirm()
    await portal.confirm()
  })()
  for (let start = 1; start < ids.length; start += 100) {
    await sql(
      `insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at)
       select $1, gen_random_uuid(), 'ITEM_ADD', 1220, item_id, 'PERSON', now() from unnest($2::bigint[]) as item_id`,
      [portal.portalId, ids.slice(start, start + 100)],
    )
    await new Promise((resolve) => setTimeout(resolve, 60))
  }
  isOver = true
  await confirming
  expect(await portal.feed()).toEqual(ids)
  expect(await portal.receipts()).toEqual({ RECORDED: 5_000 })
  expect((await portal.requests(before)).length).toBeLessThanOrEqual(10)
})

test('D3: what nobody announced shows with the next event of its type, in the same request', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220, 147)
  const lost = await portal.create({ entityTypeId: 1220, count: 30, ...longAgo })
  const [announced = 0] = await portal.create({ entityTypeId: 1220 })
  const [beyond = 0] = await portal.create({ entityTypeId: 1220, ...longAgo })
  await portal.receive({ itemId: announced })
  const before = (await simulator.restLog(portal.memberId)).length
  await portal.confirm()
  expect(await portal.feed()).toEqual([...lost, announced])
  expect(await portal.requests(before)).toHaveLength(1)
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual([...lost, announced, beyond])
})

test('a made-up event about an id far away does not blind the sweep', async () => {
  const portal = await installCore(core(), 1220)
  await portal.receive({ itemId: Number.MAX_SAFE_INTEGER })
  await portal.confirm()
  expect(await portal.receipts()).toEqual({ NOT_FOUND: 1 })
  const lost = await portal.create({ entityTypeId: 1220, count: 3, ...longAgo })
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual(lost)
})

test('an announced item is confirmed although thousands were lost before it, and those follow', async () => {
  const portal = await installCore(core(), 1220)
  const lost = await portal.create({ entityTypeId: 1220, count: 3_000, ...longAgo })
  const [announced = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId: announced })
  await portal.confirm()
  expect(await portal.feed()).toEqual([...lost, announced])
  const [row] = await core().sql(
    `select position < 200 as is_early from feed_item where portal_id = $1 and item_id = $2`,
    [portal.portalId, announced],
  )
  expect(row).toEqual({ is_early: true })
})

test('B9: of 50 announced items the one that breaks every list is parked, the others go through, and a replay brings it back', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 50, ...longAgo })
  const poisoned = ids[31] ?? 0
  await simulator.setFaults(portal.memberId, { poison: [poisoned] })
  for (const itemId of ids) await portal.receive({ itemId })
  await portal.confirm()
  await settle(portal)
  expect(await portal.feed()).toEqual(ids.filter((id) => id !== poisoned))
  expect(await parkedOf(portal)).toEqual([[poisoned, 'INTERNAL_SERVER_ERROR']])
  // Nothing waits for it any more.
  const before = (await simulator.restLog(portal.memberId)).length
  await settle(portal, 2)
  expect(await portal.requests(before)).toEqual([])
  await simulator.clearFaults(portal.memberId)
  expect(await replayReceipts(portal.portalId, { entityTypeId: 1220, itemId: poisoned })).toBe(1)
  await portal.confirm()
  expect(await portal.feed()).toEqual(ids)
})

test('B9: a sweep goes past the one item that breaks every list, parks it and recovers the others', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 120, ...longAgo })
  const poisoned = ids[60] ?? 0
  await simulator.setFaults(portal.memberId, { poison: [poisoned] })
  await sweepPortal(portal.portalId)
  await settle(portal)
  expect(await portal.feed()).toEqual(ids.filter((id) => id !== poisoned))
  expect(await parkedOf(portal)).toEqual([[poisoned, 'INTERNAL_SERVER_ERROR']])
})

test('B9: while every list fails nobody is parked, and all is well once they are answered again', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 20, ...longAgo })
  await simulator.setFaults(portal.memberId, { rest: [{ method: 'crm.item.list', kind: 'error200', times: 10_000 }] })
  for (const itemId of ids.slice(0, 10)) await portal.receive({ itemId })
  await sweepPortal(portal.portalId)
  await settle(portal, 6)
  expect(await parkedOf(portal)).toEqual([])
  await simulator.clearFaults(portal.memberId)
  await settle(portal, 6)
  expect(await portal.feed()).toEqual(ids)
})

test('B9: an item whose row nobody can read is parked, not deleted, and does not keep the others', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  const [shown = 0] = await portal.create({ entityTypeId: 1220, ...longAgo })
  await sweepPortal(portal.portalId)
  const ids = await portal.create({ entityTypeId: 1220, count: 4, ...longAgo })
  const [garbled = 0] = ids
  await simulator.setFaults(portal.memberId, { garbled: [shown, garbled] })
  for (const itemId of [shown, ...ids]) await portal.receive({ itemId, event: 'ITEM_UPDATE' })
  await portal.confirm()
  await settle(portal)
  expect(await portal.feed()).toEqual([shown, ...ids.slice(1)])
  expect(await parkedOf(portal)).toEqual([
    [shown, 'UNREADABLE_ITEM'],
    [garbled, 'UNREADABLE_ITEM'],
  ])
})

test('B9: the newest item is parked, too, where nobody can read its row, and the portal is not asked for it without a pause', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 4, ...longAgo })
  const garbled = ids.at(-1) ?? 0
  await simulator.setFaults(portal.memberId, { garbled: [garbled] })
  await portal.receive({ itemId: garbled })
  const before = (await simulator.restLog(portal.memberId)).length
  let looks = 10
  await confirmPortal(portal.portalId, { worker: newId(), isStopping: () => looks-- <= 0 })
  expect(await portal.requests(before)).toHaveLength(1)
  await settle(portal)
  expect(await portal.feed()).toEqual(ids.slice(0, -1))
  expect(await parkedOf(portal)).toEqual([[garbled, 'UNREADABLE_ITEM']])
})

test('B9: an item that the database refuses is parked, the others are recorded and the checkpoint moves', async () => {
  const { sql } = core()
  const portal = await installCore(core(), 1220)
  await sql(`alter table feed_item add constraint no_poison check (title <> 'Poison')`)
  onTestFinished(async () => void (await sql(`alter table feed_item drop constraint no_poison`)))
  const first = await portal.create({ entityTypeId: 1220, count: 5, ...longAgo })
  const [announced = 0, lost = 0] = await portal.create({ entityTypeId: 1220, count: 2, ...longAgo })
  for (const id of [announced, lost]) {
    await core().simulator.updateItem(portal.memberId, 1220, id, { title: 'Poison', announce: false })
  }
  const last = await portal.create({ entityTypeId: 1220, count: 5, ...longAgo })
  await portal.receive({ itemId: announced })
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual([...first, ...last])
  expect(await parkedOf(portal)).toEqual([
    [announced, 'REFUSED_BY_DATABASE'],
    [lost, 'REFUSED_BY_DATABASE'],
  ])
  const [watch] = await sql(`select checkpoint_item_id::int as checkpoint from watch where portal_id = $1`, [
    portal.portalId,
  ])
  expect(watch).toEqual({ checkpoint: last.at(-1) })
})

test('D12: a renamed type is renamed, a deleted one is paused with the reason, and the portal is not asked again and again', async () => {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220)
  const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Short-lived' })
  await portal.watch(1220, entityTypeId)
  await simulator.renameType(portal.memberId, 1220, 'Complaints')
  await simulator.deleteType(portal.memberId, entityTypeId)
  await followTypes(portal.portalId)
  await portal.confirm()
  const watches = () =>
    sql(`select title, paused_reason::text as paused from watch where portal_id = $1 order by entity_type_id = $2`, [
      portal.portalId,
      entityTypeId,
    ])
  expect(await watches()).toEqual([
    { title: 'Complaints', paused: null },
    { title: 'Short-lived', paused: 'TYPE_GONE' },
  ])
  const before = (await simulator.restLog(portal.memberId)).length
  for (let round = 0; round < 3; round += 1) await portal.confirm()
  expect(await portal.requests(before)).toEqual([])
  await portal.create({ entityTypeId: 1220, ...longAgo })
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toHaveLength(1)
})

test('D12: where the type events were lost, a sweep notices the deleted type', async () => {
  const { simulator, sql } = core()
  const portal = await installCore(core())
  const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Short-lived' })
  await portal.watch(entityTypeId)
  await simulator.deleteType(portal.memberId, entityTypeId)
  expect(await sweepPortal(portal.portalId)).toEqual({ kind: 'swept' })
  expect(await sql(`select paused_reason::text from watch where portal_id = $1`, [portal.portalId])).toEqual([
    { paused_reason: 'TYPE_GONE' },
  ])
  expect(await sweepPortal(portal.portalId)).toEqual({ kind: 'nothing_watched' })
})
