import 'server-only'
import type { RestAccess } from '../bitrix24/rest-access.ts'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { pauseAfter } from '../platform/backoff.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { log } from '../platform/log.ts'
import { type BindOutcome, bindEvents } from './bind-events.ts'
import type { BoundEvents } from './bound-events.ts'

const daySeconds = 86_400
const trySeconds = { first: 600, longest: daySeconds }

/**
 * Binds the events and keeps what the portal lacks or declined: diagnostics tell it, an admin's opening and the background mend it.
 * @param options.pauses how patiently a binding that is under way is waited for.
 */
export async function mendBindings(
  access: RestAccess,
  portalId: string,
  clock: Clock,
  { pauses = [] }: { readonly pauses?: readonly number[] } = {},
): Promise<BindOutcome> {
  const outcome = await bindEvents(access, pauses)
  if (!outcome.ok) return outcome
  const { absent, unbound } = outcome.events
  if (absent.length + unbound.length > 0) log().warn({ portalId, absent, unbound }, 'events are not announced')
  const wasUnbound = await inPortal(portalId, (tx) => storeBindings(tx, portalId, outcome.events, clock()))
  // What was created meanwhile nobody announced.
  if (wasUnbound && unbound.length === 0) publishSignal({ kind: 'sweep', portalId })
  return outcome
}

/** @returns whether events were unbound before. */
async function storeBindings(tx: Transaction, portalId: string, { absent, unbound }: BoundEvents, now: Date) {
  const stored = await tx.installation.findUnique({
    where: { portalId },
    select: { unboundEvents: true, bindingTries: true },
  })
  if (!stored) return false
  const tries = unbound.length > 0 ? stored.bindingTries + 1 : 0
  await tx.installation.updateMany({
    where: { portalId },
    data: {
      absentEvents: [...absent],
      unboundEvents: [...unbound],
      bindingTries: tries,
      bindingsDueAt: secondsFrom(now, nextCheckSeconds(tries)),
    },
  })
  return stored.unboundEvents.length > 0
}

/** About once a day, never all portals at once; sooner, but ever less so, while something stays unbound. */
function nextCheckSeconds(tries: number): number {
  const seconds = tries === 0 ? daySeconds : pauseAfter(tries, trySeconds)
  return Math.round(seconds * (0.9 + Math.random() / 5))
}
