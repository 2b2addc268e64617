import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { Lease } from './acquire-lease.ts'

/** Gives the lease back; after a failure the portal waits `retryInSeconds`, whoever works next. */
export async function releaseLease(claim: Lease, retryInSeconds: number | null): Promise<void> {
  await inPortal(
    claim.portalId,
    (tx) => tx.$executeRaw`
      update feed_lease
      set held_by = null, held_until = null,
          retry_at = now() + make_interval(secs => ${retryInSeconds}::float8),
          failures = case when ${retryInSeconds}::float8 is null then 0 else failures + 1 end
      where portal_id = ${claim.portalId}::uuid and epoch = ${claim.epoch}`,
  )
}
