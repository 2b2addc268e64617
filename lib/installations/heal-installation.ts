import 'server-only'
import type { LaunchPayload } from '../bitrix24/launch-payload.ts'
import type { TokenOwner } from '../bitrix24/oauth.ts'
import type { PortalAccess } from '../bitrix24/rest-access.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { digest } from '../platform/crypto.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { expediteRecheck } from '../portals/expedite-recheck.ts'
import type { InstalledPortal } from '../portals/find-portal.ts'
import { recordPaymentExpired } from '../portals/record-payment-expired.ts'
import { askAdmin } from '../sessions/ask-admin.ts'
import { storeApplicationToken } from '../tokens/store-application-token.ts'
import { patientPauses } from './bind-events.ts'
import { mendBindings } from './mend-bindings.ts'
import { storeInstallation } from './store-installation.ts'

/** What one person, and what all of a portal together, may have the portal asked about: a form's application token is free to make up. */
const limits = {
  viewer: { burst: 5, perSecond: 0.1 },
  portal: { burst: 20, perSecond: 0.2 },
} as const

/** A person who waits for a screen has gone by then. */
const mendWithinMs = 10_000

type Opening = {
  readonly portal: InstalledPortal
  readonly access: PortalAccess
  readonly owner: TokenOwner
  readonly isKnownAdmin: boolean
}

/**
 * Gives an installation what only an admin who opens the app can give it: a token chain in place of a broken one, the
 * application token where the form names another one than is known, and the events that are not bound. Employees' forms name the
 * token as well; they are not believed. Costs an employee nothing while all three are as they should be.
 */
export async function healInstallation(launch: LaunchPayload, opening: Opening, clock: Clock): Promise<void> {
  const { portal, access, owner } = opening
  const offered = launch.applicationToken === null ? null : digest(launch.applicationToken)
  const isOther = offered !== null && offered !== portal.applicationTokenDigest
  if (!portal.isBroken && !isOther) return healBindings(opening, clock)
  if (!takeShare(opening, clock)) return
  const { isAdmin, finished, isUnpaid } = await askAdmin(access)
  // A portal that counts as closed is open. Where an admin says so, the new chain ends that itself.
  if (!isAdmin || !portal.isBroken) void expediteRecheck(portal.portalId, { wasClosed: portal.isBroken }, clock)
  if (!isAdmin) return
  if (portal.isBroken) {
    const { accessToken, refreshToken, applicationToken } = launch
    const now = clock()
    const expiresAt = secondsFrom(now, launch.expiresInSeconds)
    const credentials = { accessToken, refreshToken, expiresAt, applicationToken }
    await storeInstallation(owner, credentials, { finished, isInstalling: false, now })
    if (isUnpaid) await recordPaymentExpired(portal.portalId, clock)
  } else if (offered !== null) {
    const { portalId } = portal
    const introduced = { digest: offered, accessEndsAt: owner.expiresAt }
    const isKept = await inPortal(portalId, (tx) => storeApplicationToken(tx, portalId, introduced, clock()))
    log().info({ portalId, isKept }, 'an admin who opened the app introduced the application token')
  }
  await mendFor(opening, clock)
}

/** Whoever opens a portal that is known to announce too little waits for it; else an admin's opening has it looked at. */
async function healBindings(opening: Opening, clock: Clock): Promise<void> {
  const { portal, isKnownAdmin } = opening
  if ((!portal.hasUnbound && !isKnownAdmin) || !takeShare(opening, clock)) return
  const mending = mendFor(opening, clock)
  if (portal.hasUnbound) await mending
}

async function mendFor({ portal: { portalId }, access, isKnownAdmin }: Opening, clock: Clock): Promise<void> {
  const asking = { ...access, priority: isKnownAdmin ? access.priority : 2, withinMs: mendWithinMs } as const
  const outcome = await mendBindings(asking, portalId, clock, { pauses: patientPauses }).catch((error) =>
    log().warn({ err: describeError(error), portalId }, 'the bindings were not looked at'),
  )
  if (outcome?.ok === false) log().info({ portalId, code: outcome.failure.code }, 'the bindings were not looked at')
}

/** Who is known as an admin never waits for others; they share what is left to strangers. */
function takeShare({ portal: { portalId }, owner, isKnownAdmin }: Opening, clock: Clock): boolean {
  const viewers = once('heal-viewer-limiter', () => new RateLimiter(limits.viewer))
  const portals = once('heal-portal-limiter', () => new RateLimiter(limits.portal))
  const nowMs = clock().getTime()
  if (!viewers.take(`${portalId} ${owner.userId}`, nowMs)) return false
  return isKnownAdmin || portals.take(portalId, nowMs)
}
