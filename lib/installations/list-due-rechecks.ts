import 'server-only'
import { inAllPortals } from '../db/in-all-portals.ts'

/** Portals that declined and are to be asked again. */
export async function listDueRechecks(now: Date): Promise<string[]> {
  const due = await inAllPortals((tx) =>
    tx.installation.findMany({
      where: { recheckAt: { lte: now }, status: { not: 'UNINSTALLED' } },
      select: { portalId: true },
    }),
  )
  return (due ?? []).map(({ portalId }) => portalId)
}
