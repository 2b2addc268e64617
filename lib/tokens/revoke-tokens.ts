import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { Problem } from '../platform/problem.ts'
import { breakInstallation } from '../portals/break-installation.ts'

/**
 * Forgets the tokens of a portal's installation: from here on the app asks it nothing until an admin of it opens the app. Events are
 * still taken and wait. A refresh that is under way stores nothing, since the pair has another number.
 * @param options.isDry looks only.
 * @throws Problem where there are none.
 */
export async function revokeTokens(portalId: string, now: Date, { isDry = false } = {}): Promise<void> {
  await inPortal(portalId, async (tx) => {
    if ((await countTokens(tx, portalId)) === 0)
      throw new Problem('The app has no tokens of this portal: nothing was done.')
    if (isDry) return
    await breakInstallation(tx, portalId, { status: { not: 'UNINSTALLED' } }, { status: 'REAUTH_REQUIRED' }, now)
    await tx.installation.update({
      where: { portalId },
      data: {
        ...{ accessTokenSealed: null, refreshTokenSealed: null, accessExpiresAt: null, recheckAt: null },
        ...{ refreshLeaseOwner: null, refreshLeaseUntil: null, tokenVersion: { increment: 1 } },
      },
    })
  })
  if (!isDry) publishSignal({ kind: 'feed', portalId })
}

function countTokens(tx: Transaction, portalId: string): Promise<number> {
  const where = { portalId, OR: [{ accessTokenSealed: { not: null } }, { refreshTokenSealed: { not: null } }] }
  return tx.installation.count({ where })
}
