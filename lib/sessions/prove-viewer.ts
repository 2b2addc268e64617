import 'server-only'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import type { Clock } from '../platform/clock.ts'
import { isRefusal } from '../platform/refusal.ts'
import { recordContact } from '../portals/record-contact.ts'
import { recordUninstalled } from '../portals/record-uninstalled.ts'
import { requireInstallation } from '../portals/require-installation.ts'
import { scheduleGoneProbe } from '../portals/schedule-gone-probe.ts'
import { type Claim, proveToken } from './prove-token.ts'

/**
 * Proves who opens the app on a portal that has it, before anybody is asked about a token of one that has not. What the OAuth server
 * says of the app on the way is kept: it is there, or it is no longer installed.
 * @throws Refusal as `requireInstallation` and `proveToken` do.
 */
export async function proveViewer(claim: Claim, clock: Clock): Promise<TokenOwner> {
  const { portalId, tokenVersion } = await requireInstallation(claim.memberId)
  try {
    const owner = await proveToken(claim)
    recordContact(portalId, clock)
    return owner
  } catch (error) {
    if (isRefusal(error) && error.code === 'not_installed') {
      // Only an answer that names the portal is about the portal; any other is a claim of whoever sent the token.
      if (error.reason === 'uninstalled') await recordUninstalled({ portalId, tokenVersion }, clock())
      else await scheduleGoneProbe(portalId, clock)
    }
    throw error
  }
}
