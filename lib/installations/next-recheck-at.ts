import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** When the portal is asked again; null where it works. */
export async function nextRecheckAt(portalId: string): Promise<Date | null> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { recheckAt: true } }),
  )
  return stored?.recheckAt ?? null
}
