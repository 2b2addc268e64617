import { expect, test } from 'vitest'
import { inOneTrip } from '#lib/db/in-one-trip.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { acquireLease } from '#lib/feed-head/acquire-lease.ts'
import { endBackOff } from '#lib/feed-head/end-back-off.ts'
import { headLockSql } from '#lib/feed-head/head-sql.ts'
import { releaseLease } from '#lib/feed-head/release-lease.ts'
import { revokeLease } from '#lib/feed-head/revoke-lease.ts'
import { newId } from '#lib/platform/ids.ts'
import { listPortalsToPrune } from '#lib/retention/list-portals-to-prune.ts'
import { prunePortal } from '#lib/retention/prune-portal.ts'
import { followedSql, readFollowed } from '#lib/watches/followed.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** The statements of the version before decision 032 on a portal, which may run beside this one while it is replaced. */
function olderVersion(portalId: string) {
  const run = (text: string, ...values: unknown[]) => core().sql<{ epoch: string }>(text, [portalId, ...values])
  return {
    acquire: async (worker: string) => {
      const [row] = await run(
        `update feed_head
         set lease_owner = $2, lease_until = now() + make_interval(secs => 45), lease_epoch = lease_epoch + 1
         where portal_id = $1 and (lease_until is null or lease_until < now() or lease_owner = $2)
           and (retry_at is null or retry_at <= now())
         returning lease_epoch as epoch`,
        worker,
      )
      return row ? BigInt(row.epoch) : null
    },
    release: (epoch: bigint | null, retryInSeconds: number | null) =>
      run(
        `update feed_head
         set lease_owner = null, lease_until = null, retry_at = now() + make_interval(secs => $3::float8),
             failures = case when $3::float8 is null then 0 else failures + 1 end
         where portal_id = $1 and lease_epoch = $2`,
        epoch,
        retryInSeconds,
      ),
    mayRecord: async (epoch: bigint | null) =>
      (await run(`select head_revision from feed_head where portal_id = $1 and lease_epoch = $2 for update`, epoch))
        .length === 1,
    revoke: () =>
      run(`update feed_head set lease_epoch = coalesce(lease_epoch, 0) + 1, lease_owner = null where portal_id = $1`),
    endBackOff: () => run(`update feed_head set retry_at = null where portal_id = $1`),
    heal: (at: Date) =>
      run(`update feed_head set retry_at = null, failures = 0, owner_proved_at = $2 where portal_id = $1`, at),
    prove: (at: Date) =>
      run(`update feed_head set proved_at = greatest(proved_at, $2::timestamptz) where portal_id = $1`, at),
    makeTypesDue: () =>
      run(`update feed_head set types_due_at = case when types_due_at is not null then least(types_due_at, now()) end
           where portal_id = $1`),
    deferTypes: () => run(`update feed_head set types_due_at = now() + interval '1 hour' where portal_id = $1`),
    requestPruning: () => run(`update feed_head set pruned_at = null where portal_id = $1`),
    recordPruned: () => run(`update feed_head set pruned_at = now() where portal_id = $1`),
  }
}

const mayRecord = async (portalId: string, epoch: bigint) =>
  (await inOneTrip([portalId], [headLockSql({ portalId, epoch })]))[0].count === 1

const proofOf = async (portalId: string) =>
  (
    await core().sql<{ proved_at: Date | null; owner_proved_at: Date }>(
      `select proved_at, owner_proved_at from feed_proof where portal_id = $1`,
      [portalId],
    )
  )[0]

const areTypesDue = async (portalId: string) =>
  readFollowed((await inOneTrip([portalId], [followedSql(portalId)]))[0].rows).types?.isDue

test('an older version gets no lease that a newer one has, nor a newer one its', async () => {
  const { portalId } = await installCore(core(), 1220)
  const older = olderVersion(portalId)
  const newer = await acquireLease(portalId, newId())
  expect(await older.acquire(newId())).toBeNull()
  if (newer) await releaseLease(newer, null)
  const worker = newId()
  const epoch = await older.acquire(worker)
  expect(epoch).toBeGreaterThan(newer?.epoch ?? 0n)
  expect(await acquireLease(portalId, newId())).toBeNull()
  expect(await older.mayRecord(epoch)).toBe(true)
  const again = await older.acquire(worker)
  expect(again).toBeGreaterThan(epoch ?? 0n)
  await older.release(again, null)
  expect(await acquireLease(portalId, newId())).toMatchObject({ epoch: (again ?? 0n) + 1n, failures: 0 })
})

test('a back-off of either is the other’s, too, and ends for both', async () => {
  const { portalId } = await installCore(core(), 1220)
  const older = olderVersion(portalId)
  const newer = await acquireLease(portalId, newId())
  if (newer) await releaseLease(newer, 60)
  expect(await older.acquire(newId())).toBeNull()
  await inPortal(portalId, (tx) => endBackOff(tx, portalId, { isHealed: false }))
  await older.release(await older.acquire(newId()), 60)
  expect(await acquireLease(portalId, newId())).toBeNull()
  await older.endBackOff()
  const next = await acquireLease(portalId, newId())
  expect(next).toMatchObject({ failures: 2 })
  if (next) await releaseLease(next, 60)
  await older.heal(new Date())
  expect(await acquireLease(portalId, newId())).toMatchObject({ failures: 0 })
})

test('what a newer version recorded refuses the older one that had the lease before, and the other way round', async () => {
  const { portalId } = await installCore(core(), 1220)
  const older = olderVersion(portalId)
  const first = await older.acquire(newId())
  await core().sql(`update feed_lease set held_until = now() - interval '1 s' where portal_id = $1`, [portalId])
  const second = await acquireLease(portalId, newId())
  expect(await mayRecord(portalId, second?.epoch ?? 0n)).toBe(true)
  expect(await older.mayRecord(first)).toBe(false)
  await core().sql(`update feed_lease set held_until = now() - interval '1 s' where portal_id = $1`, [portalId])
  await core().sql(`update feed_head set lease_until = null where portal_id = $1`, [portalId])
  const third = await older.acquire(newId())
  expect(await older.mayRecord(third)).toBe(true)
  expect(await mayRecord(portalId, second?.epoch ?? 0n)).toBe(false)
})

test('either revokes the lease of the other', async () => {
  const { portalId } = await installCore(core(), 1220)
  const older = olderVersion(portalId)
  const epoch = await older.acquire(newId())
  await inPortal(portalId, (tx) => revokeLease(tx, portalId))
  expect(await older.mayRecord(epoch)).toBe(false)
  const lease = await acquireLease(portalId, newId())
  await older.revoke()
  expect(await mayRecord(portalId, lease?.epoch ?? 0n)).toBe(false)
  expect((await acquireLease(portalId, newId()))?.epoch).toBeGreaterThan(lease?.epoch ?? 0n)
})

test('what an older version learns of a portal is known to a newer one', async () => {
  const { portalId } = await installCore(core(), 1220)
  const older = olderVersion(portalId)
  const later = new Date(Date.now() + 60_000)
  await older.prove(later)
  await older.heal(later)
  expect(await proofOf(portalId)).toEqual({ proved_at: later, owner_proved_at: later })
  await older.prove(new Date(0))
  expect(await proofOf(portalId)).toMatchObject({ proved_at: later })

  expect(await areTypesDue(portalId)).toBe(false)
  await older.deferTypes()
  expect(await areTypesDue(portalId)).toBe(false)
  await older.makeTypesDue()
  expect(await areTypesDue(portalId)).toBe(true)
  // It may not have been told of what a newer one was.
  await older.deferTypes()
  expect(await areTypesDue(portalId)).toBe(true)

  await prunePortal(portalId, () => new Date())
  await older.recordPruned()
  expect(await listPortalsToPrune(new Date())).not.toContain(portalId)
  await older.requestPruning()
  expect(await listPortalsToPrune(new Date())).toContain(portalId)
})

test('a portal that an older version installs is worked for by a newer one', async () => {
  const { portalId } = await installCore(core(), 1220)
  const { sql } = core()
  await sql(`delete from feed_head where portal_id = $1`, [portalId])
  for (const table of ['feed_lease', 'feed_proof', 'type_check', 'pruning']) {
    await sql(`delete from ${table} where portal_id = $1`, [portalId])
  }
  await sql(`insert into feed_head (portal_id) values ($1) on conflict do nothing`, [portalId])
  await olderVersion(portalId).heal(new Date())
  const lease = await acquireLease(portalId, newId())
  expect(lease).toMatchObject({ ownerProvedAt: expect.any(Date) })
  expect(await mayRecord(portalId, lease?.epoch ?? 0n)).toBe(true)
  expect(await areTypesDue(portalId)).toBe(true)
  expect(await listPortalsToPrune(new Date())).toContain(portalId)
})
