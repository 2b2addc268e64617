import type { Prisma } from '../db/generated/client.ts'
import { statement } from '../db/statement.ts'
import type { Lease } from './acquire-lease.ts'

/**
 * Locks the portal's head for one who records under a lease, and lets nobody record under an older one from here on: the fence. Whoever
 * lost the lease while it waited for the lock is refused by it, or has recorded before the one that took the lease, which compares
 * with what it finds. Its row is the newest revision; none where the lease was lost or revoked, and nothing may be written.
 */
export function headLockSql({ portalId, epoch }: Pick<Lease, 'portalId' | 'epoch'>) {
  return statement<{ head_revision: bigint }>`
    update feed_head h set lease_epoch = ${epoch}
    where h.portal_id = ${portalId}::uuid and h.lease_epoch <= ${epoch}
      and exists (select from feed_lease l where l.portal_id = h.portal_id and l.epoch = ${epoch})
    returning h.head_revision`
}

/** Up to `revision` the portal's changes have been numbered. Under the head's lock. */
export function headAdvanceSql(portalId: string, revision: bigint): Prisma.Sql {
  return statement`update feed_head set head_revision = ${revision} where portal_id = ${portalId}::uuid`
}
