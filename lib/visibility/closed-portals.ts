import { once } from '../platform/once.ts'
import { RecentMap } from '../platform/recent-map.ts'

const maxPortals = 5_000
/** For so long everybody would be told the same. */
const heardForMs = 10_000

/** When each portal said last that it answers nobody, to whichever viewer of this process. */
function heard(): RecentMap<string, number> {
  return once('closed-portals', () => new RecentMap<string, number>(maxPortals))
}

/** Whether any viewer was told a moment ago that the portal is closed: however many pages are read anew at once, they ask it once. */
export function isHeardClosed(portalId: string, nowMs: number): boolean {
  const atMs = heard().get(portalId)
  return atMs !== undefined && nowMs - atMs < heardForMs
}

export function hearClosed(portalId: string, nowMs: number): void {
  heard().set(portalId, nowMs)
}

export function hearOpen(portalId: string): void {
  heard().delete(portalId)
}
