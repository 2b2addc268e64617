import 'server-only'
import { inAllPortals } from '../db/in-all-portals.ts'

/** Portals whose announced uninstall is due to be looked at, and those that are being emptied. */
export async function listDueProbes(now: Date): Promise<string[]> {
  const due = await inAllPortals((tx) =>
    tx.installation.findMany({ where: { uninstallProbeAt: { lte: now } }, select: { portalId: true } }),
  )
  return (due ?? []).map(({ portalId }) => portalId)
}
