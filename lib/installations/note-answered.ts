import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'

/** Nearly always the portal was open all along. */
const pace = { burst: 1, perSecond: 1 / 30 }

/** The portal has answered somebody: where it counts as closed it is asked with the installation's token now, not in its time. */
export function noteAnswered(portalId: string, clock: Clock): void {
  const now = clock()
  if (!once('answered', () => new RateLimiter(pace)).take(portalId, now.getTime())) return
  inPortal(portalId, (tx) =>
    tx.installation.updateMany({
      // What it was asked a moment ago it need not be asked at once.
      where: { portalId, status: 'PAYMENT_REQUIRED', recheckAt: { gt: secondsFrom(now, 5) } },
      data: { recheckAt: now },
    }),
  ).catch((error) => log().warn({ err: describeError(error), portalId }, 'a portal that answered was not noted'))
}
