import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { recentMap } from '../platform/recent-map.ts'

/** In a flood of 200 a second that is once in 100 s; most portals never get there between two rounds of retention. */
const crowdedBy = 20_000
const maxPortals = 20_000

/**
 * Counts what was stored, and has a portal's old receipts looked at as soon as there may be too many, not only when it is their time
 * again. Best effort, as that comes by itself.
 */
export function requestPruning(stored: readonly { readonly portalId: string }[]): void {
  const counts = once('receipt-counts', () => recentMap<string, number>(maxPortals))
  for (const { portalId } of stored) {
    const count = (counts.get(portalId) ?? 0) + 1
    counts.set(portalId, count % crowdedBy)
    if (count === crowdedBy) void prune(portalId)
  }
}

async function prune(portalId: string): Promise<void> {
  try {
    await inPortal(portalId, (tx) => tx.pruning.deleteMany({ where: { portalId } }))
    publishSignal({ kind: 'jobs', portalId })
  } catch (error) {
    log().warn({ err: describeError(error), portalId }, 'a crowd of receipts is left to the next round of retention')
  }
}
