import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { dropOldest } from '../platform/drop-oldest.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { takeIntroduction } from './event-limits.ts'

type Ask = () => Promise<unknown>

/** By portal, then by address, the oldest first. */
type Waiting = { readonly byPortal: Map<string, Map<string, Ask>>; timer: NodeJS.Timeout | null }

const lookEveryMs = 1_000
const maxPortals = 1_000
const maxAddresses = 200

/**
 * Introductions beyond the limit are not lost: Bitrix24 sends each once, and a flood of made-up ones must not keep the real one from
 * being looked at. The newest of each address waits here, and the addresses of a portal take turns, so that a flood delays its own
 * address only, and there but itself.
 */
export function askInTurn(portalId: string, from: string, ask: Ask, clock: Clock): void {
  const waiting = introductions()
  const addresses = waiting.byPortal.get(portalId) ?? new Map<string, Ask>()
  dropOldest(addresses, from, maxAddresses)
  addresses.set(from, ask)
  dropOldest(waiting.byPortal, portalId, maxPortals)
  waiting.byPortal.set(portalId, addresses)
  waiting.timer ??= setInterval(() => look(waiting, clock), lookEveryMs).unref()
}

/** How many introductions of this portal wait for their turn. */
export function countWaiting(portalId: string): number {
  return introductions().byPortal.get(portalId)?.size ?? 0
}

function introductions(): Waiting {
  return once('introductions', () => ({ byPortal: new Map(), timer: null }))
}

/** Asks for each address whose turn it is. */
function look(waiting: Waiting, clock: Clock): void {
  for (const [portalId, addresses] of waiting.byPortal) {
    for (const [from, ask] of addresses) {
      if (!takeIntroduction(portalId, from, clock)) continue
      addresses.delete(from)
      ask().catch((error) => log().warn({ err: describeError(error), portalId }, 'an introduction was not looked at'))
    }
    if (addresses.size === 0) waiting.byPortal.delete(portalId)
  }
  if (waiting.byPortal.size > 0 || waiting.timer === null) return
  clearInterval(waiting.timer)
  waiting.timer = null
}
