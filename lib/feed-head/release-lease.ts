import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { inOneTrip } from '../db/in-one-trip.ts'
import { type Statement, statement } from '../db/statement.ts'
import type { Lease } from './acquire-lease.ts'

/** Gives the lease back; after a failure the portal waits `retryInSeconds`, whoever works next. */
export async function releaseLease(claim: Lease, retryInSeconds: number | null): Promise<void> {
  await inOneTrip([claim.portalId], [leaseReleaseSql(claim, retryInSeconds)])
}

/**
 * The same, for who has more to do in one trip. Its row says whether there is something to do for the portal now: receipts, watches, or
 * its types; also what this transaction made due at once: times are kept in whole ms, which may be later than its own.
 */
export function leaseReleaseSql(
  { portalId, epoch }: Pick<Lease, 'portalId' | 'epoch'>,
  retryInSeconds: number | null,
): Statement<{ more: boolean }> {
  const soon = Prisma.sql`now() + interval '1 millisecond'`
  return statement<{ more: boolean }>`
    update feed_lease
    set held_by = null, held_until = null,
        retry_at = now() + make_interval(secs => ${retryInSeconds}::float8),
        failures = case when ${retryInSeconds}::float8 is null then 0 else failures + 1 end
    where portal_id = ${portalId}::uuid and epoch = ${epoch}
    returning exists (
      select from event_delivery
      where portal_id = ${portalId}::uuid and settled_at is null and (deferred_until is null or deferred_until <= ${soon})
    ) or exists (select from watch where portal_id = ${portalId}::uuid and sweep_due_at <= ${soon})
      or exists (select from type_check where portal_id = ${portalId}::uuid and due_at <= ${soon}) as more`
}
