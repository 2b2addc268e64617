import { expect, test } from 'vitest'
import { listDuePortals } from '#lib/catch-up/list-due-portals.ts'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { acquireLease } from '#lib/feed-head/acquire-lease.ts'
import { releaseLease } from '#lib/feed-head/release-lease.ts'
import { newId } from '#lib/platform/ids.ts'
import { type InstalledCore, installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()

async function watchOf({ portalId }: InstalledCore) {
  const [row] = await core().sql<{ checkpoint: number; due: boolean; proved: Date | null; swept: Date | null }>(
    `select w.checkpoint_item_id::int as checkpoint, w.sweep_due_at is not null as due, w.swept_at as swept,
            p.proved_at as proved
     from watch w join feed_proof p on p.portal_id = w.portal_id where w.portal_id = $1 and w.entity_type_id = 1220`,
    [portalId],
  )
  return row
}

const statusOf = async ({ portalId }: InstalledCore) =>
  (await core().sql(`select status::text from installation where portal_id = $1`, [portalId]))[0]?.status

test('48 quiet watches are swept by one request, with the owner of our token and the primary keys of their types', async () => {
  const { simulator, sql } = core()
  const portal = await installCore(core())
  const types: number[] = []
  for (let n = 0; n < 48; n += 1) {
    types.push((await simulator.createType(portal.memberId, { title: `Type ${n}` })).entityTypeId)
  }
  await portal.watch(...types)
  const before = (await simulator.restLog(portal.memberId)).length
  expect(await sweepPortal(portal.portalId)).toEqual({ kind: 'swept' })
  expect(await portal.requests(before)).toHaveLength(1)
  const [watches] = await sql(
    `select count(*)::int as swept from watch where portal_id = $1 and sweep_due_at is null and swept_at > created_at`,
    [portal.portalId],
  )
  expect(watches).toEqual({ swept: 48 })
})

test('5,000 items that were never announced are recovered by at most six requests, each once, in the order of their ids', async () => {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220, 147)
  const ids = await portal.create({ entityTypeId: 1220, count: 5_000, ...longAgo })
  const before = (await simulator.restLog(portal.memberId)).length
  expect(await sweepPortal(portal.portalId)).toEqual({ kind: 'swept' })
  expect(await portal.feed()).toEqual(ids)
  expect((await portal.requests(before)).length).toBeLessThanOrEqual(6)
  const [order] = await sql(
    `select bool_and(position = place) as is_by_id, min(source::text) as source from
     (select position, source, row_number() over (order by item_id) as place from feed_item where portal_id = $1) f`,
    [portal.portalId],
  )
  expect(order).toEqual({ is_by_id: true, source: 'CATCH_UP' })
})

test('holes in the ids are no gaps, and an empty sweep moves nothing', async () => {
  const portal = await installCore(core(), 1220)
  const before = await watchOf(portal)
  await sweepPortal(portal.portalId)
  expect(await watchOf(portal)).toMatchObject({ checkpoint: before?.checkpoint, due: false })
  const [far = 0] = await portal.create({ entityTypeId: 1220, id: 900_000, ...longAgo })
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual([far])
  expect(await watchOf(portal)).toMatchObject({ checkpoint: far, due: false })
})

test('an item whose receipt waits is not recovered but announced, by whom and when its event came', async () => {
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 3, ...longAgo })
  await portal.receive({ itemId: ids[1] ?? 0, actor: 'PERSON', receivedAt: new Date(5_000) })
  await sweepPortal(portal.portalId)
  const rows = await core().sql(
    `select source::text, actor::text, received_at from feed_item where portal_id = $1 order by item_id`,
    [portal.portalId],
  )
  expect(rows).toMatchObject([
    { source: 'CATCH_UP', actor: 'UNKNOWN' },
    { source: 'EVENT', actor: 'PERSON', received_at: new Date(5_000) },
    { source: 'CATCH_UP', actor: 'UNKNOWN' },
  ])
  expect(await portal.receipts()).toEqual({ RECORDED: 1 })
})

test('an item that was created a moment ago is given time for its event', async () => {
  const portal = await installCore(core(), 1220)
  const [late = 0, lost = 0] = await portal.create({ entityTypeId: 1220, count: 2 })
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual([])
  expect(await portal.receipts()).toEqual({ RECEIVED: 2 })
  await portal.receive({ itemId: late })
  await portal.passTime()
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual([late, lost])
  const sources = await core().sql(`select source::text from feed_item where portal_id = $1 order by item_id`, [
    portal.portalId,
  ])
  expect(sources).toEqual([{ source: 'EVENT' }, { source: 'CATCH_UP' }])
})

test.each([-5, 5])('D9: a portal whose clock is %i hours off is swept like any other', async (hours) => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  await simulator.setFaults(portal.memberId, { clockSkewMs: hours * 3_600_000 })
  const ids = await portal.create({ entityTypeId: 1220, count: 60 })
  for (const itemId of ids.slice(0, 20)) await portal.receive({ itemId })
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual(ids.slice(0, 20))
  await portal.passTime()
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual(ids)
})

test('B8: a sweep for somebody who is no admin any more recovers nothing, moves nothing and says so; the next admin’s does', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  const before = await watchOf(portal)
  const ids = await portal.create({ entityTypeId: 1220, count: 3, userId: 7, ...longAgo })
  const own = await portal.create({ entityTypeId: 1220, userId: 1, ...longAgo })
  await simulator.setRights(portal.memberId, { userId: 1, admin: false, crm: 'own' })
  expect(await sweepPortal(portal.portalId)).toEqual({ kind: 'failed' })
  expect(await portal.feed()).toEqual([])
  expect(await statusOf(portal)).toBe('REAUTH_REQUIRED')
  expect(await watchOf(portal)).toMatchObject({ checkpoint: before?.checkpoint, proved: before?.proved })
  expect(await listDuePortals(new Date(Date.now() + 86_400_000), 1_000)).not.toContain(portal.portalId)
  await simulator.setRights(portal.memberId, { userId: 1, admin: true })
  await portal.heal()
  expect(await sweepPortal(portal.portalId)).toEqual({ kind: 'swept' })
  expect(await portal.feed()).toEqual([...ids, ...own])
})

test('a portal that another worker has is swept by that worker', async () => {
  const portal = await installCore(core(), 1220)
  await portal.create({ entityTypeId: 1220, ...longAgo })
  const claim = await acquireLease(portal.portalId, newId())
  expect(await sweepPortal(portal.portalId)).toEqual({ kind: 'busy' })
  expect(await watchOf(portal)).toMatchObject({ due: true })
  if (claim) await releaseLease(claim, null)
  await portal.confirm()
  expect(await portal.feed()).toHaveLength(1)
  expect(await watchOf(portal)).toMatchObject({ due: false })
})

test('sweeps of two workers at once recover each item once', async () => {
  const portal = await installCore(core(), 1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 120, ...longAgo })
  await Promise.all([sweepPortal(portal.portalId), sweepPortal(portal.portalId), portal.confirm()])
  await sweepPortal(portal.portalId)
  expect(await portal.feed()).toEqual(ids)
  const [head] = await core().sql(`select head_revision::int as head from feed_head where portal_id = $1`, [
    portal.portalId,
  ])
  expect(head).toEqual({ head: 120 })
})

test('the feed is proved complete up to the sweep, and not while something that is known waits', async () => {
  const portal = await installCore(core(), 1220)
  expect((await watchOf(portal))?.proved).toBeNull()
  const at = new Date('2026-03-03T03:03:03Z')
  await sweepPortal(portal.portalId, () => at)
  // Since the owner of the token is asked in the same request.
  expect((await watchOf(portal))?.proved).toEqual(at)
  await portal.create({ entityTypeId: 1220 })
  const later = new Date('2026-03-03T04:00:00Z')
  await sweepPortal(portal.portalId, () => later)
  expect((await watchOf(portal))?.proved).toEqual(at)
  await portal.passTime()
  await sweepPortal(portal.portalId, () => later)
  expect((await watchOf(portal))?.proved).toEqual(later)
})

test('D12: receipts of a type that not even an admin may list do not hold up what is proved of the others', async () => {
  const portal = await installCore(core(), 1220, 147)
  const [waiting = 0] = await portal.create({ entityTypeId: 147, ...longAgo })
  await portal.receive({ itemId: waiting, entityTypeId: 147, receivedAt: new Date('2026-03-03T03:00:00Z') })
  await core().simulator.setFaults(portal.memberId, { deniedTypes: [147] })
  const at = new Date('2026-03-03T03:03:03Z')
  await sweepPortal(portal.portalId, () => at)
  expect((await watchOf(portal))?.proved).toEqual(at)
  await portal.passTime()
  const later = new Date('2026-03-03T04:00:00Z')
  await sweepPortal(portal.portalId, () => later)
  expect((await watchOf(portal))?.proved).toEqual(later)
  expect(await portal.receipts()).toEqual({ RECEIVED: 1 })
  await core().simulator.clearFaults(portal.memberId)
  await portal.passTime()
  await portal.confirm()
  expect(await portal.feed(147)).toEqual([waiting])
})

test('a portal is due when its interval is over, the longest unswept first', async () => {
  const [first, second] = [await installCore(core(), 1220), await installCore(core(), 1220)]
  const dueOf = async (seconds: number) =>
    (await listDuePortals(new Date(Date.now() + seconds * 1_000), 1_000)).filter((id) =>
      [first.portalId, second.portalId].includes(id),
    )
  expect(await dueOf(100)).toEqual([])
  expect(await dueOf(400)).toEqual([first.portalId, second.portalId])
  await sweepPortal(first.portalId)
  expect(await dueOf(400)).toEqual([second.portalId, first.portalId])
})
