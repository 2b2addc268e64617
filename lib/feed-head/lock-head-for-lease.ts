import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { Lease } from './acquire-lease.ts'

/**
 * Locks the portal's head for one who records under a lease, and lets nobody record under an older one from here on: the fence. Whoever
 * lost the lease while it waited for the lock is refused by it, or has recorded before the one that took the lease, which compares
 * with what it finds.
 * @returns the newest revision; null where the lease was lost or revoked, and nothing may be written.
 */
export async function lockHeadForLease(
  tx: Transaction,
  { portalId, epoch }: Pick<Lease, 'portalId' | 'epoch'>,
): Promise<bigint | null> {
  const [head] = await tx.$queryRaw<{ head_revision: bigint }[]>`
    update feed_head h set lease_epoch = ${epoch}
    where h.portal_id = ${portalId}::uuid and h.lease_epoch <= ${epoch}
      and exists (select from feed_lease l where l.portal_id = h.portal_id and l.epoch = ${epoch})
    returning h.head_revision`
  return head?.head_revision ?? null
}
