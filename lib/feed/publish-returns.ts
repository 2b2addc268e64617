import 'server-only'
import { publishSignal } from '../db/publish-signal.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'

/** The same event again and again is told of a few times. */
const limitPerItem = { burst: 3, perSecond: 1 / 600 }
/** What a batch tells at most. Who is refused one of the others is asked again after some minutes anyway. */
const mostTold = 50

/**
 * Tells all instances of items that may have come back: it takes no revision and costs no reader a message, but who was told lately
 * that there is no such item is asked again (lib/visibility/recheck-returns.ts).
 */
export function publishReturns(portalId: string, items: readonly string[], now: Date): void {
  const limiter = once('return-limiter', () => new RateLimiter(limitPerItem))
  for (const item of items.slice(0, mostTold)) {
    if (limiter.take(`${portalId} ${item}`, now.getTime())) publishSignal({ kind: 'returned', portalId, item })
  }
}
