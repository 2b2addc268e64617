import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { enqueueReceipts } from '../receipts/enqueue-receipts.ts'

/**
 * Has items read anew that the CRM shows otherwise than the feed has them, unless they are about to be. Who found that out needs no
 * more: the row is not told until then, and what cannot be noted now is found again.
 */
export async function enqueueStale(portalId: string, items: readonly ItemRef[], clock: Clock): Promise<void> {
  try {
    await inPortal(portalId, (tx) => enqueueReceipts(tx, portalId, items, { now: clock(), inSeconds: 0 }))
    publishSignal({ kind: 'deliveries', portalId })
  } catch (error) {
    log().info({ err: describeError(error), portalId }, 'items that changed unheard could not be noted')
  }
}
