import 'server-only'
import { type Clock, systemClock } from '../platform/clock.ts'
import type { Sharer } from '../platform/fair-gate.ts'
import { holdRefusal } from '../platform/hold-refusal.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { Refusal } from '../platform/refusal.ts'
import { longestHoldMs } from './share-requests.ts'

/** What is written for a viewer: marks of what was seen, and preferences. */
const writes = { burst: 60, perSecond: 2 }
/** Streams that are opened. Each begins with some reads, however soon it ends. */
const openings = { burst: 60, perSecond: 1 }

const limits = { writes, openings }

/**
 * Counts a write, or a stream that is opened. Beyond the limit the refusal is told late, and until then keeps a place of the viewer's own.
 * @throws Refusal `too_many_requests`.
 */
export async function limitViewer(
  { portalId, userId }: Sharer,
  what: keyof typeof limits,
  clock: Clock = systemClock,
): Promise<void> {
  const limiter = once(`viewer-${what}`, () => new RateLimiter(limits[what]))
  const key = `${portalId}:${userId}`
  if (limiter.take(key, clock().getTime())) return
  await holdRefusal(key, longestHoldMs)
  throw new Refusal('too_many_requests', what, {}, { retryAfterMs: limiter.waitMs(key, clock().getTime()) })
}
