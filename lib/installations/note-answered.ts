import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'

/** Portals answer all the time, and are hardly ever closed: one look in half a minute is enough. */
const pace = { burst: 1, perSecond: 1 / 30 }

/** The portal has answered somebody: where it counts as closed, it is asked again now rather than when that was planned. */
export function noteAnswered(portalId: string, clock: Clock): void {
  const now = clock()
  if (!once('answered', () => new RateLimiter(pace)).take(portalId, now.getTime())) return
  inPortal(portalId, (tx) =>
    tx.installation.updateMany({
      // What is due in a moment anyway is left alone.
      where: { portalId, status: 'PAYMENT_REQUIRED', recheckAt: { gt: secondsFrom(now, 5) } },
      data: { recheckAt: now },
    }),
  ).catch((error) => log().warn({ err: describeError(error), portalId }, 'a portal that answered was not noted'))
}
