import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { isSilent } from './bound-events.ts'

/** Whether new items were not announced on this portal when the events were last bound. */
export async function readSilence(portalId: string): Promise<boolean> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { absentEvents: true, unboundEvents: true } }),
  )
  return stored !== null && isSilent({ absent: stored.absentEvents, unbound: stored.unboundEvents })
}
