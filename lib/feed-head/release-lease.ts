import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { inOneTrip } from '../db/in-one-trip.ts'
import { statement } from '../db/statement.ts'
import type { Lease } from './acquire-lease.ts'

/** Gives the lease back; after a failure the portal waits `retryInSeconds`, whoever works next. */
export async function releaseLease(claim: Lease, retryInSeconds: number | null): Promise<void> {
  await inOneTrip([claim.portalId], [leaseReleaseSql(claim, retryInSeconds)])
}

/**
 * The same, for who has more to do in one trip.
 * @param more an expression that its row tells as `more`.
 */
export function leaseReleaseSql(
  { portalId, epoch }: Pick<Lease, 'portalId' | 'epoch'>,
  retryInSeconds: number | null,
  more: Prisma.Sql | null = null,
) {
  return statement<{ more: boolean }>`
    update feed_lease
    set held_by = null, held_until = null,
        retry_at = now() + make_interval(secs => ${retryInSeconds}::float8),
        failures = case when ${retryInSeconds}::float8 is null then 0 else failures + 1 end
    where portal_id = ${portalId}::uuid and epoch = ${epoch}
    ${more ? Prisma.sql`returning ${more} as more` : Prisma.empty}`
}
