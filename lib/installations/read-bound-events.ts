import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { BoundEvents } from './bound-events.ts'

/** What this portal lacked when the events were last bound. */
export async function readBoundEvents(portalId: string): Promise<BoundEvents> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { absentEvents: true, unboundEvents: true } }),
  )
  return { absent: stored?.absentEvents ?? [], unbound: stored?.unboundEvents ?? [] }
}
