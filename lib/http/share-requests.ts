import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { type Clock, systemClock } from '../platform/clock.ts'
import { FairGate, type Sharer } from '../platform/fair-gate.ts'
import { holdRefusal } from '../platform/hold-refusal.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { Refusal } from '../platform/refusal.ts'

/** A page of the feed makes ten requests when it opens, and one in five seconds while it cannot stream. */
const pace = { burst: 300, perSecond: 10 }

/** Those of one viewer are one person's, who may hear of it late. */
export const longestHoldMs = 10_000

/** Those that are worked on at once. A page that was restored in ten tabs waits for itself for a moment. */
const atOnce = {
  ...{ width: 2_000, perPortal: 600, perViewer: 6, waitingPerViewer: 60, waitMs: 10_000 },
  ...{ restFactor: 4, longestHoldMs, reason: 'requests' },
}

const longestPaceMs = 10_000

/**
 * Lets a viewer's request in as part of that viewer's share, until `leaveRequest`: beyond it the request waits, and nobody else's.
 * @throws Refusal `too_many_requests` for who wants too much.
 */
export async function shareRequests(
  request: Request,
  { portalId, userId }: Sharer,
  clock: Clock = systemClock,
): Promise<void> {
  const { gate, pacer, leaves } = shares()
  const key = `${portalId}:${userId}`
  const pauseMs = pacer.reserve(key, clock().getTime(), longestPaceMs)
  if (pauseMs !== null && pauseMs > 0) await wait(pauseMs)
  if (pauseMs === null) {
    await holdRefusal(key, longestHoldMs)
    const retryAfterMs = pacer.waitMs(key, clock().getTime()) - longestPaceMs
    throw new Refusal('too_many_requests', 'pace', {}, { retryAfterMs })
  }
  leaves.set(request, await gate.enter({ portalId, userId }, request.signal))
}

/** The request has been answered. */
export function leaveRequest(request: Request): void {
  shares().leaves.get(request)?.()
}

function shares() {
  return once('viewer-requests', () => ({
    gate: new FairGate(atOnce),
    pacer: new RateLimiter(pace),
    leaves: new WeakMap<Request, () => void>(),
  }))
}
