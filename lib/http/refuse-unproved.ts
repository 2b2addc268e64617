import 'server-only'
import { type Clock, systemClock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { Refusal } from '../platform/refusal.ts'

/**
 * What one address may fail to prove. Bitrix24's cloud sends the events of many portals from few addresses, so that this is
 * never asked before the proof has failed: whoever shares the address of a forger is not refused for it.
 */
const limit = { burst: 100, perSecond: 1 }

/** The refusal of a sender who did not prove itself, and `too_many_requests` for an address that keeps failing. */
export function refuseUnproved(address: string, reason: string, clock: Clock = systemClock): Refusal {
  const limiter = once('unproved-limiter', () => new RateLimiter(limit))
  const nowMs = clock().getTime()
  if (limiter.take(address, nowMs)) return new Refusal('not_proved', reason)
  return new Refusal('too_many_requests', reason, {}, { retryAfterMs: limiter.waitMs(address, nowMs) })
}
