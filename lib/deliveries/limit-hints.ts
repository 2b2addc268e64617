import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { noteRefused } from './note-refused.ts'

/**
 * What one portal may announce to one instance. A mass import announces thousands of creations within seconds, and all of them
 * have to be taken in, so the burst is generous; nobody creates items at the other rate for long.
 */
const hintLimit = { burst: 20_000, perSecond: 200 }

/** How often one address may try to introduce the application token of one portal: each time the OAuth servers are asked. */
const introductionLimit = { burst: 10, perSecond: 0.1 }

/** Whether this proved portal may announce one more item now; a refusal is counted for its admin. Catch-up finds what was refused. */
export function mayHint(portalId: string, clock: Clock): boolean {
  const limiter = once('hint-limiter', () => new RateLimiter(hintLimit))
  if (limiter.take(portalId, clock().getTime())) return true
  noteRefused(portalId)
  return false
}

/** Whether this address may try once more to introduce the portal's application token. */
export function mayIntroduce(portalId: string, from: string, clock: Clock): boolean {
  const limiter = once('introduction-limiter', () => new RateLimiter(introductionLimit))
  return limiter.take(`${portalId} ${from}`, clock().getTime())
}
