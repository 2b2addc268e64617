import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import type { ItemName } from './verdict-part.ts'

/** Puts the portal's parked receipts back into the queue, all of them or those of one item. @returns how many. */
export async function replayReceipts(portalId: string, item: ItemName | null = null): Promise<number> {
  const { count } = await inPortal(portalId, (tx) =>
    tx.eventDelivery.updateMany({
      where: {
        portalId,
        outcome: 'PARKED',
        ...(item && { entityTypeId: BigInt(item.entityTypeId), itemId: BigInt(item.itemId) }),
      },
      data: { outcome: 'RECEIVED', settledAt: null, deferredUntil: null, attempts: 0, reason: null },
    }),
  )
  if (count > 0) publishSignal({ kind: 'deliveries', portalId })
  return count
}
