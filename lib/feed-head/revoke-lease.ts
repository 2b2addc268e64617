import 'server-only'
import type { Transaction } from '../db/client.ts'

/**
 * Takes the lease from whoever has it: what is under way has read what is no more, writes nothing, and is repeated. Under the head's
 * lock, so that nobody is in the middle of writing.
 */
export async function revokeLease(tx: Transaction, portalId: string): Promise<void> {
  await tx.$executeRaw`
    with revoked as (
      insert into feed_lease as l (portal_id, epoch)
      select portal_id, lease_epoch + 1 from feed_head where portal_id = ${portalId}::uuid
      on conflict (portal_id) do update set
        held_by = null, held_until = null, epoch = greatest(l.epoch + 1, excluded.epoch)
      returning portal_id, epoch
    )
    update feed_head h set lease_epoch = r.epoch from revoked r where h.portal_id = r.portal_id`
}
