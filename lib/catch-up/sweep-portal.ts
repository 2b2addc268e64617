import 'server-only'
import { confirmPortal } from '../confirmation/confirm-portal.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { isDraining } from '../platform/drain.ts'
import { newId } from '../platform/ids.ts'
import { enqueueSweeps } from '../watches/enqueue-sweeps.ts'
import { scheduleSweep } from '../watches/schedule-sweep.ts'
import { importHistory } from './import-history.ts'

/**
 * `swept`: every watch was walked to the end of the CRM's list. `busy`: another worker has the portal, or it waits after a
 * failure; it will be swept then. `failed`: the portal did not answer, or not as an admin.
 */
export type SweepOutcome = { readonly kind: 'swept' | 'busy' | 'failed' | 'nothing_watched' }

/**
 * Finds what was created and never announced: walks every watch of the portal from its checkpoint to the end of the CRM's
 * list, together with whatever waits to be confirmed, in as few requests as possible. What it asks for is written down first,
 * so it may be called at any time, by any instance: whoever has the portal does it.
 */
export async function sweepPortal(portalId: string, clock: Clock = systemClock): Promise<SweepOutcome> {
  await importHistory(portalId)
  const watches = await inPortal(portalId, async (tx) => {
    const enqueued = await enqueueSweeps(tx, portalId)
    await scheduleSweep(tx, portalId, clock())
    return enqueued
  })
  if (watches === 0) return { kind: 'nothing_watched' }
  const { ended } = await confirmPortal(portalId, { worker: newId(), isStopping: isDraining, clock })
  if (ended === 'busy') return { kind: 'busy' }
  // An event that came meanwhile was refused to whoever wanted to confirm it.
  publishSignal({ kind: 'deliveries', portalId })
  return { kind: ended === 'idle' ? 'swept' : 'failed' }
}
