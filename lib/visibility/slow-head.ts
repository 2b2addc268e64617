import { once } from '../platform/once.ts'
import { recentMap } from '../platform/recent-map.ts'

const tickMs = 4_000
const maxPortals = 10_000

type Tick = { readonly head: bigint; readonly atMs: number }

/**
 * The portal's head as viewers who are no admins may know it: it moves once in four seconds at most, so that it does not
 * tell the moment at which something hidden changed (docs/decisions/007-what-hidden-changes-reveal.md).
 */
export function slowHead(portalId: string, head: bigint, nowMs: number): bigint {
  const ticks = once('slow-heads', () => recentMap<string, Tick>(maxPortals))
  const tick = ticks.get(portalId)
  if (tick && (nowMs - tick.atMs < tickMs || head <= tick.head)) return tick.head
  ticks.set(portalId, { head, atMs: nowMs })
  return head
}
