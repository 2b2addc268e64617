import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'

/** Portals answer all the time, and are hardly ever closed: one look in half a minute is enough. */
const pace = { burst: 1, perSecond: 1 / 30 }
/** Many viewers may be answered in the same moment by a portal that they know as closed. */
const knownPace = { burst: 1, perSecond: 1 }
/** People may be answered for ever where the installation is not. Then asking sooner changes nothing, and may send the client secret. */
const vain = { burst: 3, perSecond: 1 / 1_200 }

/**
 * The portal has answered somebody: where it counts as closed, it is asked again now rather than when that was planned. Whoever has
 * heard that it was closed is listened to at once.
 */
export async function expediteRecheck(
  portalId: string,
  { wasClosed }: { readonly wasClosed: boolean },
  clock: Clock,
): Promise<void> {
  const now = clock()
  const limiter = wasClosed
    ? once('answered-known', () => new RateLimiter(knownPace))
    : once('answered', () => new RateLimiter(pace))
  if (!limiter.take(portalId, now.getTime())) return
  try {
    await bringForward(portalId, now)
  } catch (error) {
    log().warn({ err: describeError(error), portalId }, 'a portal that answered was not noted')
  }
}

async function bringForward(portalId: string, now: Date): Promise<void> {
  if (inVain().available(portalId, now.getTime()) < 1) return
  const { count } = await inPortal(portalId, (tx) =>
    tx.installation.updateMany({
      // What is due in a moment anyway is left alone.
      where: { portalId, status: 'PAYMENT_REQUIRED', recheckAt: { gt: secondsFrom(now, 5) } },
      data: { recheckAt: now },
    }),
  )
  if (count === 0) return
  inVain().take(portalId, now.getTime())
  publishSignal({ kind: 'jobs', portalId })
}

/** The answer was right, and the portal is open again. */
export function creditExpedited(portalId: string): void {
  inVain().giveBack(portalId)
}

function inVain(): RateLimiter {
  return once('answered-in-vain', () => new RateLimiter(vain))
}
