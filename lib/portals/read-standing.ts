import 'server-only'
import type { Closing } from '../bitrix24/refusals.ts'
import { inPortal } from '../db/in-portal.ts'
import { isBroken } from './installation-status.ts'
import { type PortalStanding, standingOf } from './standing.ts'

/** Why the app cannot ask a portal, for a page that can show nothing else; null where it can. */
export async function readStanding(portalId: string): Promise<PortalStanding | null> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { status: true, closing: true, brokenAt: true } }),
  )
  if (!stored || !isBroken(stored.status)) return null
  const { status, closing, brokenAt } = stored
  // Only `breakInstallation` writes it.
  return standingOf({ status, closing: closing as Closing | null, brokenAt: brokenAt?.toISOString() ?? null }, false)
}
