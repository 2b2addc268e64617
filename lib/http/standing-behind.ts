import 'server-only'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Refusal } from '../platform/refusal.ts'
import { readStanding } from '../portals/read-standing.ts'
import type { PortalStanding } from '../portals/standing.ts'
import { openSession } from '../sessions/session-token.ts'
import { bearerOf } from './bearer-of.ts'

/** Of these the portal is not the cause. */
const ours: ReadonlySet<string> = new Set(['database', 'draining'])

/**
 * What stands behind a request of a viewer that was refused as `unavailable`: that the app cannot ask the portal, and why; null where
 * that is not so, or is not known.
 */
export async function standingBehind(
  request: Request,
  { code, reason }: Refusal,
  clock: Clock = systemClock,
): Promise<PortalStanding | null> {
  if (code !== 'unavailable' || ours.has(reason)) return null
  const token = bearerOf(request)
  const session = token === null ? null : await openSession(token, clock())
  return session && readStanding(session.claims.portalId).catch(() => null)
}
