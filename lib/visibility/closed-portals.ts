import { pauseAfter } from '../platform/backoff.ts'
import { once } from '../platform/once.ts'
import { type RecentMap, recentMap } from '../platform/recent-map.ts'

const maxPortals = 5_000
/** For so long everybody would be told the same: at first, and at the most. */
const heardForMs = { first: 10_000, longest: 60_000 }

type Heard = { readonly atMs: number; readonly times: number }

/** When each portal said last that it answers nobody, to whichever viewer of this process, and how often in a row. */
function heard(): RecentMap<string, Heard> {
  return once('closed-portals', () => recentMap<string, Heard>(maxPortals))
}

/**
 * Whether any viewer was told a moment ago that the portal is closed: however many pages are read anew, or wait before a screen, they
 * ask it once, and ever more rarely up to once a minute.
 */
export function isKnownClosed(portalId: string, nowMs: number): boolean {
  const last = heard().get(portalId)
  return last !== undefined && nowMs - last.atMs < pauseAfter(last.times, heardForMs)
}

export function recordClosed(portalId: string, nowMs: number): void {
  const times = (heard().get(portalId)?.times ?? 0) + 1
  heard().set(portalId, { atMs: nowMs, times })
}

/** @returns whether it was heard to be closed before. */
export function clearClosed(portalId: string): boolean {
  return heard().delete(portalId)
}
