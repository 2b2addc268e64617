import { expect, test } from 'vitest'
import { listWaitingPortals } from '#lib/confirmation/list-waiting-portals.ts'
import { db } from '#lib/db/client.ts'
import { acquireLease } from '#lib/feed-head/acquire-lease.ts'
import { releaseLease } from '#lib/feed-head/release-lease.ts'
import { newId } from '#lib/platform/ids.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
const waiting = (worker = newId()) => listWaitingPortals(worker)

/** How many receipts queries have read so far, those of the poll among them. */
async function receiptsRead(): Promise<number> {
  // The poll's connection counts for itself at first.
  await db().$executeRaw`select pg_stat_force_next_flush()`
  const [row] = await core().sql<{ count: number }>(
    `select (t.seq_tup_read + (select sum(idx_tup_read) from pg_stat_user_indexes i where i.relid = t.relid))::int as count
     from pg_stat_user_tables t where t.relname = 'event_delivery'`,
  )
  return row?.count ?? 0
}

test('a portal is waiting while it has a receipt to confirm', async () => {
  const portal = await installCore(core(), 1220)
  expect(await waiting()).not.toContain(portal.portalId)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  expect(await waiting()).toContain(portal.portalId)
  await portal.confirm()
  expect(await waiting()).not.toContain(portal.portalId)
})

test('a portal that does not answer is left alone until it is its time again', async () => {
  const { simulator } = core()
  const portal = await installCore(core(), 1220)
  await simulator.setFaults(portal.memberId, { rest: [{ kind: '500', times: 100 }] })
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  await portal.confirm()
  expect(await portal.feed()).toEqual([])
  expect(await waiting()).not.toContain(portal.portalId)
  await core().sql(`update feed_lease set retry_at = now() where portal_id = $1`, [portal.portalId])
  expect(await waiting()).toContain(portal.portalId)
})

test('a portal that another worker has is left to that one, as long as its lease lasts', async () => {
  const portal = await installCore(core(), 1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  const holder = newId()
  const claim = await acquireLease(portal.portalId, holder)
  if (!claim) throw new Error('The portal was free.')
  expect(await waiting()).not.toContain(portal.portalId)
  // It may not have been able to give its lease back.
  expect(await waiting(holder)).toContain(portal.portalId)
  await releaseLease(claim, null)
  expect(await waiting()).toContain(portal.portalId)
})

test('a portal whose worker died is waiting again once the lease has run out', async () => {
  const portal = await installCore(core(), 1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  await acquireLease(portal.portalId, newId())
  expect(await waiting()).not.toContain(portal.portalId)
  const [lease] = await core().sql<{ seconds: number }>(
    'select extract(epoch from held_until - now())::float8 as seconds from feed_lease where portal_id = $1',
    [portal.portalId],
  )
  expect(lease?.seconds).toBeGreaterThan(40)
  expect(lease?.seconds).toBeLessThanOrEqual(45)
  await core().sql(`update feed_lease set held_until = now() - interval '1 s' where portal_id = $1`, [portal.portalId])
  expect(await waiting()).toContain(portal.portalId)
})

test('a portal is waiting while one of its watches is due', async () => {
  const portal = await installCore(core(), 1220)
  await core().sql(`update watch set sweep_due_at = now() where portal_id = $1`, [portal.portalId])
  expect(await waiting()).toContain(portal.portalId)
})

test('a portal that waits after a failure costs the poll nothing, however many receipts it has', async () => {
  const { sql } = core()
  const { portalId } = await installCore(core(), 1220)
  await sql(
    `insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at)
     select $1, gen_random_uuid(), 'ITEM_ADD', 1220, n, 'PERSON', now() from generate_series(1, 20000) as n`,
    [portalId],
  )
  const lease = await acquireLease(portalId, newId())
  if (lease) await releaseLease(lease, 60)
  // Nearly all receipts are that portal's, and PostgreSQL knows it.
  await sql('analyze event_delivery')
  const others = [await installCore(core(), 1220), await installCore(core(), 1220)]
  for (const other of others) await other.receive({ itemId: 1 })
  const before = await receiptsRead()
  expect(await waiting()).not.toContain(portalId)
  expect((await receiptsRead()) - before).toBeLessThan(1_000)
  await sql(`update feed_lease set retry_at = null where portal_id = $1`, [portalId])
  expect(await waiting()).toContain(portalId)
})

test('a portal that nobody may ask is not waiting for its sweeps, and an uninstalled one for nothing', async () => {
  const { sql } = core()
  const { portalId } = await installCore(core(), 1220)
  await sql(`update watch set sweep_due_at = now() where portal_id = $1`, [portalId])
  await sql(`update installation set status = 'REAUTH_REQUIRED' where portal_id = $1`, [portalId])
  expect(await waiting()).not.toContain(portalId)
  await sql(
    `insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, received_at)
     values ($1, gen_random_uuid(), 'ITEM_ADD', 1220, 1, 'PERSON', now())`,
    [portalId],
  )
  expect(await waiting()).toContain(portalId)
  await sql(`update installation set status = 'UNINSTALLED' where portal_id = $1`, [portalId])
  expect(await waiting()).not.toContain(portalId)
})
