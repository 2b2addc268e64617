import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'
import { RateLimiter } from '../platform/rate-limiter.ts'
import { recentMap } from '../platform/recent-map.ts'
import { SharedRead } from '../platform/shared-read.ts'

const laterSeconds = 15
/** An admin who sets a few types up is heard at once; whoever announces the same all day long costs four requests a minute. */
const limit = { burst: 6, perSecond: 1 / laterSeconds }

/**
 * Something happened to the portal's smart processes: the next request to the portal asks for the watched ones, so that a new
 * title, or that one is deleted or made anew, shows in the feed. Committed before the event is answered, since it comes only once;
 * events of this kind may be lost nonetheless, so every batch asks, too. However many come, a portal has one such
 * write under way, and not on the connections that receipts need: it may wait for who just records the answer about the types.
 */
export async function followTypes(portalId: string, clock: Clock = systemClock): Promise<void> {
  const isNow = once('type-limiter', () => new RateLimiter(limit)).take(portalId, clock().getTime())
  await dueWrites(portalId).get(isNow ? 'now' : 'later')
  if (isNow) publishSignal({ kind: 'deliveries', portalId })
  else signalLater(portalId)
}

type When = 'now' | 'later'

/** Beyond that the next batch or sweep of a portal asks. */
const maxPortals = 10_000

function dueWrites(portalId: string): SharedRead<When, true> {
  const all = once('type-notes', () => recentMap<string, SharedRead<When, true>>(maxPortals))
  const known = all.get(portalId)
  if (known) return known
  const notes = new SharedRead((when: readonly When[]) => writeDue(portalId, when), { maxKeys: 2, maxWaiting: 1_000 })
  all.set(portalId, notes)
  return notes
}

async function writeDue(portalId: string, when: readonly When[]): Promise<ReadonlyMap<When, true>> {
  const seconds = when.includes('now') ? 0 : laterSeconds
  // Also where there is no row, and they are due: an answer that is under way may have been asked for before.
  await inPortal(
    portalId,
    (tx) => tx.$executeRaw`
      insert into type_check as c (portal_id, due_at)
      select portal_id, now() + make_interval(secs => ${seconds}::float8) from watch where portal_id = ${portalId}::uuid limit 1
      on conflict (portal_id) do update set due_at = least(c.due_at, excluded.due_at)`,
  )
  return new Map(when.map((each) => [each, true]))
}

/** One timer a portal. Where its process ends before, the next batch or sweep asks. */
function signalLater(portalId: string): void {
  const timers = once('type-timers', () => new Map<string, NodeJS.Timeout>())
  if (timers.has(portalId) || timers.size >= maxPortals) return
  const ring = () => {
    timers.delete(portalId)
    publishSignal({ kind: 'deliveries', portalId })
  }
  timers.set(portalId, setTimeout(ring, laterSeconds * 1_000).unref())
}
