import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { breakInstallation } from '../portals/break-installation.ts'

/**
 * Forgets the tokens of a portal's installation: from here on the app asks it nothing until an admin of it opens the app. Events are
 * still taken and wait. A refresh that is under way stores nothing, since the pair has another number.
 * @param options.isDry looks only.
 * @returns whether there are any.
 */
export async function revokeTokens(portalId: string, now: Date, { isDry = false } = {}): Promise<boolean> {
  const hasTokens = await inPortal(portalId, async (tx) => {
    const isThere = (await countTokens(tx, portalId)) > 0
    if (isDry || !isThere) return isThere
    await breakInstallation(tx, portalId, { status: { not: 'UNINSTALLED' } }, { status: 'REAUTH_REQUIRED' }, now)
    await tx.installation.update({
      where: { portalId },
      data: {
        ...{ accessTokenSealed: null, refreshTokenSealed: null, accessExpiresAt: null, recheckAt: null },
        ...{ refreshLeaseOwner: null, refreshLeaseUntil: null, tokenVersion: { increment: 1 } },
      },
    })
    return true
  })
  if (hasTokens && !isDry) publishSignal({ kind: 'feed', portalId })
  return hasTokens
}

function countTokens(tx: Transaction, portalId: string): Promise<number> {
  const where = { portalId, OR: [{ accessTokenSealed: { not: null } }, { refreshTokenSealed: { not: null } }] }
  return tx.installation.count({ where })
}
