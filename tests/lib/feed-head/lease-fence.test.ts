import { expect, test } from 'vitest'
import { inOneTrip } from '#lib/db/in-one-trip.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { acquireLease, type Lease } from '#lib/feed-head/acquire-lease.ts'
import { headLockSql } from '#lib/feed-head/head-sql.ts'
import { lockHead } from '#lib/feed-head/lock-head.ts'
import { releaseLease } from '#lib/feed-head/release-lease.ts'
import { revokeLease } from '#lib/feed-head/revoke-lease.ts'
import { newId } from '#lib/platform/ids.ts'
import { listPortalsToPrune } from '#lib/retention/list-portals-to-prune.ts'
import { prunePortal } from '#lib/retention/prune-portal.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

async function acquire(portalId: string): Promise<Lease> {
  const lease = await acquireLease(portalId, newId())
  if (!lease) throw new Error('The portal was not free.')
  return lease
}

const mayRecord = async (lease: Lease) => (await inOneTrip([lease.portalId], [headLockSql(lease)]))[0].count === 1

const whoWaits = async () =>
  (await core().sql<{ count: number }>(`select count(*)::int from pg_locks where not granted`))[0]?.count

test('D5: who has lost the lease records nothing, whether or not its heir has', async () => {
  const { portalId } = await installCore(core(), 1220)
  const former = await acquire(portalId)
  expect(await mayRecord(former)).toBe(true)
  await releaseLease(former, null)
  const heir = await acquire(portalId)
  expect(await mayRecord(former)).toBe(false)
  expect(await mayRecord(heir)).toBe(true)
  expect(await mayRecord(heir)).toBe(true)
  expect(await mayRecord(former)).toBe(false)
})

test('D5: a lease that is revoked while its worker waits for the head is refused by the fence', async () => {
  const { portalId } = await installCore(core(), 1220)
  const lease = await acquire(portalId)
  const recorded = await inPortal(portalId, async (tx) => {
    await lockHead(tx, portalId)
    const waiting = mayRecord(lease)
    await expect.poll(whoWaits).toBeGreaterThan(0)
    await revokeLease(tx, portalId)
    return { waiting }
  })
  expect(await recorded.waiting).toBe(false)
  expect(await mayRecord(await acquire(portalId))).toBe(true)
})

test('the leases of a portal whose lease was deleted are newer than those of before', async () => {
  const { portalId } = await installCore(core(), 1220)
  const former = await acquire(portalId)
  expect(await mayRecord(former)).toBe(true)
  await core().sql(`delete from feed_lease where portal_id = $1`, [portalId])
  expect(await mayRecord(former)).toBe(false)
  const next = await acquire(portalId)
  expect(next.epoch).toBeGreaterThan(former.epoch)
  await core().sql(`delete from feed_lease where portal_id = $1`, [portalId])
  await inPortal(portalId, (tx) => revokeLease(tx, portalId))
  expect((await acquire(portalId)).epoch).toBeGreaterThan(next.epoch)
})

test('an uninstalled portal has no lease, and is not pruned: it is emptied', async () => {
  const { portalId } = await installCore(core(), 1220)
  expect(await listPortalsToPrune(new Date())).toContain(portalId)
  await core().sql(`update installation set status = 'UNINSTALLED' where portal_id = $1`, [portalId])
  expect(await acquireLease(portalId, newId())).toBeNull()
  expect(await listPortalsToPrune(new Date())).not.toContain(portalId)
})

test('a portal that is purged while its rows are pruned leaves nothing behind', async () => {
  const gone = newId()
  await prunePortal(gone, () => new Date())
  expect(await core().sql(`select from pruning where portal_id = $1`, [gone])).toEqual([])
})
