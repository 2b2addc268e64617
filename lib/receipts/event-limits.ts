import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { countRefused } from './count-refused.ts'

/**
 * What one portal may announce to one instance. A mass import announces thousands of creations within seconds, and all of them
 * have to be taken in, so the burst is generous; nobody creates items at the other rate for long.
 */
const hintLimit = { burst: 20_000, perSecond: 200 }

/**
 * How often one address, and all addresses together, may introduce the application token of one portal: each time the OAuth servers
 * are asked. What comes beyond waits for its turn: see `askInTurn`.
 */
const introductionLimits = {
  address: { burst: 10, perSecond: 0.1 },
  portal: { burst: 60, perSecond: 0.5 },
} as const

/** An uninstall that nobody proves is worth a look now and then, whoever sends it: see `scheduleGoneProbe`. */
const doubtLimit = { burst: 1, perSecond: 1 / 600 }

/** Whether this proved portal may announce one more item now; a refusal is counted for its admin. Catch-up finds what was refused. */
export function takeEventShare(portalId: string, clock: Clock): boolean {
  const limiter = once('hint-limiter', () => new RateLimiter(hintLimit))
  if (limiter.take(portalId, clock().getTime())) return true
  countRefused(portalId, 'too_many')
  return false
}

/**
 * Whether this address may try once more to introduce the portal's application token.
 * @param waiting how many introductions of the portal wait for their turn: what it has left is theirs first.
 */
export function takeIntroduction(portalId: string, from: string, clock: Clock, waiting = 0): boolean {
  const addresses = once('introduction-limiter', () => new RateLimiter(introductionLimits.address))
  const portals = once('introduction-portal-limiter', () => new RateLimiter(introductionLimits.portal))
  const nowMs = clock().getTime()
  if (portals.available(portalId, nowMs) < 1 + waiting) return false
  // An address beyond its own limit uses up nothing of the others'.
  return addresses.take(`${portalId} ${from}`, nowMs) && portals.take(portalId, nowMs)
}

/** Whether an unproved uninstall of this portal may have the app looked for. */
export function takeUninstallDoubt(portalId: string, clock: Clock): boolean {
  const limiter = once('doubt-limiter', () => new RateLimiter(doubtLimit))
  return limiter.take(portalId, clock().getTime())
}
