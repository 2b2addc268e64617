import 'server-only'
import { once } from '../platform/once.ts'
import { type RecentMap, recentMap } from '../platform/recent-map.ts'

const maxKept = 10_000

/** A sender of events that was proved, and need not be read again for some minutes (`findSender`). */
export type CachedSender = {
  readonly portalId: string
  readonly applicationTokenDigest: string
  readonly readAtMs: number
}

/** By member_id, of this process. */
export function senderCache(): RecentMap<string, CachedSender> {
  return once('senders', () => recentMap<string, CachedSender>(maxKept))
}

/** What was proved by this portal's application token of before is proved no more; another instance learns it with the next event. */
export function invalidateSender(portalId: string): void {
  const kept = senderCache()
  for (const [memberId, sender] of [...kept]) if (sender.portalId === portalId) kept.delete(memberId)
}
