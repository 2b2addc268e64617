import 'server-only'
import type { Prisma } from '../db/generated/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { workingStatuses } from '../portals/installation-status.ts'
import { renewTokens } from './renew-tokens.ts'

/**
 * A refresh token lives for 180 days, and apps that refresh without need may be blocked (settings/oauth/auto-renewal.md): a chain
 * that nothing has renewed for this long is renewed once, with a month left to try again.
 */
const idleSeconds = 150 * 86_400

/** Renews the chain of one portal if it is idle still. @throws Error with the OAuth server's code when it could not be. */
export async function renewIdleChain(portalId: string, clock: Clock): Promise<void> {
  const stored = await inPortal(portalId, (tx) =>
    tx.installation.findFirst({ where: { portalId, ...idleChains(clock()) }, select: { tokenVersion: true } }),
  )
  if (!stored) return
  const outcome = await renewTokens(portalId, stored.tokenVersion, { clock })
  if (!outcome.renewed) throw new Error(`The token chain was not renewed: ${outcome.code}.`)
}

export function idleChains(now: Date): Prisma.InstallationWhereInput {
  const before = { lte: secondsFrom(now, -idleSeconds) }
  return {
    status: { in: workingStatuses },
    refreshTokenSealed: { not: null },
    recheckAt: null,
    OR: [{ rotatedAt: before }, { rotatedAt: null, verifiedAt: before }],
  }
}
