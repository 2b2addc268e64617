import 'server-only'
import { Refusal } from '../platform/refusal.ts'
import { findPortal, type InstalledPortal } from './find-portal.ts'
import { admitsViewers } from './installation-status.ts'

/**
 * Refuses a portal that never installed the app, or has removed it, before anybody is asked about its token.
 * @throws Refusal `not_installed`.
 */
export async function requireInstallation(memberId: string): Promise<InstalledPortal> {
  const portal = await findPortal(memberId)
  if (!portal || !admitsViewers(portal.status)) throw new Refusal('not_installed', 'no_installation')
  return portal
}
