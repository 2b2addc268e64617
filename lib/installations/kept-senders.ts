import 'server-only'
import { once } from '../platform/once.ts'
import { type RecentMap, recentMap } from '../platform/recent-map.ts'

const maxKept = 10_000

/** A sender of events that was proved a moment ago: a burst costs no read per event. */
export type KeptSender = {
  readonly portalId: string
  readonly applicationTokenDigest: string
  readonly readAtMs: number
}

/** By member_id, of this process. */
export function keptSenders(): RecentMap<string, KeptSender> {
  return once('senders', () => recentMap<string, KeptSender>(maxKept))
}

/** What was proved by this portal's application token of before is proved no more; another instance learns it within two seconds. */
export function forgetSender(portalId: string): void {
  const kept = keptSenders()
  for (const [memberId, sender] of [...kept]) if (sender.portalId === portalId) kept.delete(memberId)
}
