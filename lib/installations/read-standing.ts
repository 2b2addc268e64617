import 'server-only'
import type { Closing } from '../bitrix24/refusals.ts'
import { inPortal } from '../db/in-portal.ts'
import { type PortalStanding, standingOf } from './standing.ts'

/** How the app stands with a portal, for a page that can show nothing else. */
export async function readStanding(portalId: string): Promise<PortalStanding> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findUnique({ where: { portalId }, select: { status: true, closing: true, brokenAt: true } }),
  )
  if (!stored) return { portal: 'ok' }
  const { status, closing, brokenAt } = stored
  // Only `breakInstallation` writes it.
  return standingOf({ status, closing: closing as Closing | null, brokenAt: brokenAt?.toISOString() ?? null }, false)
}
