import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'

const pace = { burst: 20, perSecond: 1 / 300 }

/** Whether a pair that its portal calls expired before its time may be renewed: whoever owns a portal may say so, and each time costs the client secret. */
export function takeRefusedRenewal(portalId: string, now: Date): boolean {
  return once('refused-pairs', () => new RateLimiter(pace)).take(portalId, now.getTime())
}
