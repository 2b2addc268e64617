import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { noteItems } from '../deliveries/note-items.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import type { AskedItem } from './ask-visible.ts'

/**
 * Has items read anew that the CRM shows otherwise than the feed has them, unless they are about to be. Who found that out needs no
 * more: the row is not told until then, and what cannot be noted now is found again.
 */
export async function lookAgain(portalId: string, items: readonly AskedItem[], clock: Clock): Promise<void> {
  try {
    await inPortal(portalId, (tx) => noteItems(tx, portalId, items, { now: clock(), inSeconds: 0 }))
    publishSignal({ kind: 'deliveries', portalId })
  } catch (error) {
    log().info({ err: describeError(error), portalId }, 'items that changed unheard could not be noted')
  }
}
