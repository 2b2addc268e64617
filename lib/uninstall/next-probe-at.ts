import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** When the uninstall of the portal is looked at next; null when that is over. */
export async function nextProbeAt(portalId: string): Promise<Date | null> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { uninstallProbeAt: true } }),
  )
  return stored?.uninstallProbeAt ?? null
}
