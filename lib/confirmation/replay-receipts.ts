import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { endBackOff } from '../feed-head/end-back-off.ts'

/** Receipts that wait, and those that were set aside. */
const replayable = ['RECEIVED', 'PARKED']

/**
 * Makes what waits for a later moment, or was set aside, due now: of one item, or of the whole portal. The portal's own
 * pause ends too.
 * @returns how many receipts are looked at again.
 */
export async function replayReceipts(portalId: string, item: ItemRef | null): Promise<number> {
  const count = await inPortal(portalId, async (tx) => {
    await endBackOff(tx, portalId, { isHealed: false })
    return tx.$executeRaw`
      update event_delivery set outcome = 'RECEIVED', settled_at = null, deferred_until = null, attempts = 0,
        reason = null
      where portal_id = ${portalId}::uuid and outcome::text = any (${replayable}::text[])
        and (deferred_until is not null or settled_at is not null)
        and (${item === null} or (entity_type_id = ${BigInt(item?.entityTypeId ?? 0)} and item_id = ${BigInt(item?.itemId ?? 0)}))`
  })
  publishSignal({ kind: 'deliveries', portalId })
  return count
}
