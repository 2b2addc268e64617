import { expect, test } from 'vitest'
import { comparePortal } from '#lib/catch-up/compare-portal.ts'
import { listPortalsToCompare } from '#lib/catch-up/list-portals-to-compare.ts'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { markUninstalled } from '#lib/portals/mark-uninstalled.ts'
import { retirePortal } from '#lib/uninstall/retire-portal.ts'
import { type InstalledCore, installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()
const silent = { announce: false }

/** A portal whose feed has so many items. */
async function filled(count: number) {
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count, ...longAgo })
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual(ids)
  return { portal, ids }
}

const headOf = async ({ portalId }: InstalledCore) =>
  (
    await core().sql<{ head: number }>(`select head_revision::int as head from feed_head where portal_id = $1`, [
      portalId,
    ])
  )[0]?.head

const titleOf = async ({ portalId }: InstalledCore, itemId: number) =>
  (await core().sql(`select title from feed_item where portal_id = $1 and item_id = $2`, [portalId, itemId]))[0]?.title

test('D3: a lost restore, a lost change and a lost deletion are found, and nothing else changes', async () => {
  const { simulator } = core()
  const { portal, ids } = await filled(60)
  const [restored = 0, changed = 0, deleted = 0] = ids
  await simulator.deleteItem(portal.memberId, 1220, restored, silent)
  await portal.receive({ itemId: restored, event: 'ITEM_DELETE' })
  await portal.confirm()
  expect(await portal.feed()).not.toContain(restored)
  await simulator.restoreItem(portal.memberId, 1220, restored, silent)
  await simulator.updateItem(portal.memberId, 1220, changed, { title: 'Changed without a word', ...silent })
  await simulator.deleteItem(portal.memberId, 1220, deleted, silent)
  const head = (await headOf(portal)) ?? 0
  await sweepPortal(portal.portalId)
  expect(await headOf(portal)).toBe(head)
  expect(await comparePortal(portal.portalId)).toEqual({ kind: 'compared', differences: 3, isRoundOver: true })
  await portal.confirm()
  expect(await portal.feed()).toEqual(ids.filter((id) => id !== deleted))
  expect(await headOf(portal)).toBe(head + 3)
  expect(await titleOf(portal, changed)).toBe('Changed without a word')
  expect(await comparePortal(portal.portalId)).toMatchObject({ differences: 0 })
})

/** An item that is in the feed while the checkpoint is still before it: the batch that confirmed it proved nobody an admin. */
async function beyondCheckpoint(portal: InstalledCore, itemId: number, entityTypeId = 1220) {
  const { simulator } = core()
  await simulator.setFaults(portal.memberId, { rest: [{ method: 'user.admin', kind: 'error200', times: 1 }] })
  await portal.receive({ itemId, entityTypeId })
  await portal.confirm()
  await simulator.clearFaults(portal.memberId)
  await portal.passTime()
}

test('D3: a lost deletion is found beyond the checkpoint, too, where no item of the type came after', async () => {
  const { simulator, sql } = core()
  const { portal, ids } = await filled(3)
  const [last = 0] = await portal.create({ entityTypeId: 1220 })
  await beyondCheckpoint(portal, last)
  expect(await portal.feed()).toEqual([...ids, last])
  expect(await sql(`select checkpoint_item_id::int as at from watch where portal_id = $1`, [portal.portalId])).toEqual([
    { at: ids.at(-1) },
  ])
  await simulator.deleteItem(portal.memberId, 1220, last, silent)
  await sweepPortal(portal.portalId)
  expect(await comparePortal(portal.portalId)).toEqual({ kind: 'compared', differences: 1, isRoundOver: true })
  await portal.confirm()
  expect(await portal.feed()).toEqual(ids)
})

test('beyond the checkpoint a comparison leaves what is new or changed to the walk, which gives it time for its event', async () => {
  const { simulator } = core()
  const { portal, ids } = await filled(3)
  const [young = 0, changed = 0] = await portal.create({ entityTypeId: 1220, count: 2 })
  await beyondCheckpoint(portal, changed)
  await simulator.updateItem(portal.memberId, 1220, changed, { title: 'Changed without a word', ...silent })
  expect(await comparePortal(portal.portalId)).toEqual({ kind: 'compared', differences: 0, isRoundOver: true })
  expect(await portal.feed()).toEqual([...ids, changed])
  await sweepPortal(portal.portalId)
  await portal.passTime()
  await portal.confirm()
  expect(await portal.feed()).toEqual([...ids, young, changed])
  expect(await titleOf(portal, changed)).toBe('Changed without a word')
})

test('what was deleted because it was old is not asked for again and again', async () => {
  const { portal, ids } = await filled(3)
  const [old = 0, ...young] = ids
  await core().sql(`delete from feed_item where portal_id = $1 and item_id = $2`, [portal.portalId, old])
  await core().sql(`update watch set pruned_item_id = $2 where portal_id = $1`, [portal.portalId, old])
  expect(await comparePortal(portal.portalId)).toMatchObject({ differences: 0 })
  expect(await portal.feed()).toEqual(young)
})

test('a type that is ticked again loses what was deleted meanwhile without a word', async () => {
  const { portal, ids } = await filled(4)
  const gone = [ids[0] ?? 0, ids[3] ?? 0]
  await portal.watch(147)
  for (const id of gone) await core().simulator.deleteItem(portal.memberId, 1220, id, silent)
  await portal.watch(147, 1220)
  expect(await listPortalsToCompare(new Date(), 1_000)).toContain(portal.portalId)
  expect(await comparePortal(portal.portalId)).toMatchObject({ differences: 2 })
  await portal.confirm()
  expect(await portal.feed()).toEqual(ids.slice(1, 3))
})

test('an item that a sweep could not see, because its id was older than the checkpoint, is found', async () => {
  const { portal, ids } = await filled(3)
  const [hole = 0] = await portal.create({ entityTypeId: 1220, id: (ids[1] ?? 0) + 1, ...longAgo })
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).not.toContain(hole)
  await comparePortal(portal.portalId)
  await portal.confirm()
  expect(await portal.feed()).toEqual([...ids, hole].toSorted((a, b) => a - b))
})

test('a long list is compared part by part, each call by one request, and the next call goes on', async () => {
  const { simulator } = core()
  const { portal, ids } = await filled(2_000)
  const last = ids.at(-1) ?? 0
  await simulator.deleteItem(portal.memberId, 1220, last, silent)
  const before = (await simulator.restLog(portal.memberId)).length
  expect(await comparePortal(portal.portalId)).toEqual({ kind: 'compared', differences: 0, isRoundOver: false })
  expect(await listPortalsToCompare(new Date(), 1_000)).toContain(portal.portalId)
  expect(await comparePortal(portal.portalId)).toEqual({ kind: 'compared', differences: 1, isRoundOver: true })
  expect(await portal.requests(before)).toHaveLength(2)
  expect(await listPortalsToCompare(new Date(), 1_000)).not.toContain(portal.portalId)
  expect(await listPortalsToCompare(new Date(Date.now() + 4_000_000), 1_000)).toContain(portal.portalId)
})

test('a portal that waits after a failure is not compared meanwhile, not even in the middle of a round', async () => {
  const { sql } = core()
  const { portal } = await filled(3)
  const isListed = async () => (await listPortalsToCompare(new Date(), 1_000)).includes(portal.portalId)
  await sql(`update watch set compared_item_id = 0 where portal_id = $1`, [portal.portalId])
  await sql(`update feed_lease set retry_at = now() + interval '1 min' where portal_id = $1`, [portal.portalId])
  expect(await isListed()).toBe(false)
  await sql(`update feed_lease set retry_at = now() where portal_id = $1`, [portal.portalId])
  expect(await isListed()).toBe(true)
})

test('B8: lists of somebody who is no admin any more are not compared: nothing is removed, and the state says so', async () => {
  const { simulator, sql } = core()
  const { portal, ids } = await filled(5)
  await simulator.setRights(portal.memberId, { userId: 1, admin: false, crm: 'none' })
  expect(await comparePortal(portal.portalId)).toMatchObject({
    kind: 'failed',
    failure: { code: 'OWNER_IS_NOT_ADMIN' },
  })
  expect(await portal.receipts()).toEqual({})
  expect(await portal.feed()).toEqual(ids)
  expect(await sql(`select status::text from installation where portal_id = $1`, [portal.portalId])).toEqual([
    { status: 'REAUTH_REQUIRED' },
  ])
})

test('a comparison that an uninstall overtakes notes nothing: nobody would look at it, or delete it', async () => {
  const { simulator, sql } = core()
  const { portal, ids } = await filled(3)
  const { portalId, memberId } = portal
  await simulator.deleteItem(memberId, 1220, ids[0] ?? 0, silent)
  const [asked] = await sql<{ token_version: number }>(
    `update installation set uninstall_clean = false where portal_id = $1 returning token_version`,
    [portalId],
  )
  await simulator.setFaults(memberId, { latencyMs: 2_000 })
  const before = (await simulator.restLog(memberId)).length
  const comparing = comparePortal(portalId)
  await expect.poll(() => portal.requests(before), { interval: 10 }).toHaveLength(1)
  expect(await markUninstalled({ portalId, tokenVersion: asked?.token_version ?? 0 }, false, new Date())).toBe(true)
  await retirePortal(portalId)
  expect(await comparing).toEqual({ kind: 'uninstalled' })
  expect(await portal.receipts()).toEqual({})
})

test('D12: the items of a type that is gone leave the feed', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Short-lived' })
  await portal.watch(1220, entityTypeId)
  await portal.create({ entityTypeId, count: 3, ...longAgo })
  await sweepPortal(portal.portalId)
  expect(await portal.feed(entityTypeId)).toHaveLength(3)
  await simulator.deleteType(portal.memberId, entityTypeId)
  await sweepPortal(portal.portalId)
  expect(await listPortalsToCompare(new Date(), 1_000)).toContain(portal.portalId)
  await comparePortal(portal.portalId)
  await portal.confirm()
  expect(await portal.feed(entityTypeId)).toEqual([])
})

test('D12: so do those beyond the checkpoint', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  const { entityTypeId } = await simulator.createType(portal.memberId, { title: 'Short-lived' })
  await portal.watch(1220, entityTypeId)
  const [last = 0] = await portal.create({ entityTypeId })
  await beyondCheckpoint(portal, last, entityTypeId)
  expect(await portal.feed(entityTypeId)).toEqual([last])
  await simulator.deleteType(portal.memberId, entityTypeId)
  await sweepPortal(portal.portalId)
  await comparePortal(portal.portalId)
  await portal.confirm()
  expect(await portal.feed(entityTypeId)).toEqual([])
})
