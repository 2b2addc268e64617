import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'

/**
 * Something happened to the portal's smart processes: the next request to the portal asks for the watched ones, so that a new
 * title, or that one is deleted, shows in the feed. Committed before the event is answered, since it comes only once; events
 * of this kind may be lost nonetheless, so sweeps ask now and then, too.
 */
export async function followTypes(portalId: string): Promise<void> {
  await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      update feed_head set types_due_at = now()
      where portal_id = ${portalId}::uuid and exists (select from watch where portal_id = ${portalId}::uuid)`,
    { pool: 'ingest' },
  )
  publishSignal({ kind: 'deliveries', portalId })
}
