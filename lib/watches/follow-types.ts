import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { once } from '../platform/once.ts'
import { SharedRead } from '../platform/shared-read.ts'

/**
 * Something happened to the portal's smart processes: the next request to the portal asks for the watched ones, so that a new
 * title, or that one is deleted, shows in the feed. Committed before the event is answered, since it comes only once; events
 * of this kind may be lost nonetheless, so sweeps ask now and then, too. However many come, a portal has one such write under
 * way, and not on the connections that receipts need: it waits for whoever records the portal's items.
 */
export async function followTypes(portalId: string): Promise<void> {
  await notesOf(portalId).get(portalId)
  publishSignal({ kind: 'deliveries', portalId })
}

function notesOf(portalId: string): SharedRead<string, true> {
  const all = once('type-notes', () => new Map<string, SharedRead<string, true>>())
  const known = all.get(portalId)
  if (known) return known
  const notes = new SharedRead(noteDue, { maxKeys: 1, maxWaiting: 1_000 })
  all.set(portalId, notes)
  return notes
}

async function noteDue([portalId = '']: readonly string[]): Promise<ReadonlyMap<string, true>> {
  await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      update feed_head set types_due_at = now()
      where portal_id = ${portalId}::uuid and exists (select from watch where portal_id = ${portalId}::uuid)`,
  )
  return new Map([[portalId, true]])
}
