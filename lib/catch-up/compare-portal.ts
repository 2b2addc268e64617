import 'server-only'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { lockInstalled } from '../portals/lock-installed.ts'
import { scheduleComparison } from '../watches/schedule-comparison.ts'
import { enqueueDifferences } from './enqueue-differences.ts'
import { type ComparedWatch, planComparison } from './plan-comparison.ts'
import { readCompared } from './read-compared.ts'
import { type Compared, walkCompared } from './walk-compared.ts'

/** A page takes a portal some 0.3 s: nobody waits for this request, and it must not run into its time-out. */
const comparedPages = 25

export type CompareOutcome =
  | { readonly kind: 'compared'; readonly differences: number; readonly isRoundOver: boolean }
  | { readonly kind: 'nothing_watched' | 'uninstalled' }
  | { readonly kind: 'failed'; readonly failure: RestFailure }

/**
 * Compares what the feed and the CRM have between the baseline and the checkpoint of each watch, both ways, and finds what no
 * walk beyond a checkpoint can see: an item that was restored under its old id, deleted or changed without a word; also one that
 * is gone beyond the checkpoint. One request at most; the next call goes on where this one stopped. It decides nothing: what
 * differs becomes a receipt of our own, and confirmation asks the CRM for it by its id.
 */
export async function comparePortal(portalId: string, clock: Clock = systemClock): Promise<CompareOutcome> {
  const watches = await inPortal(portalId, async (tx) => {
    const compared = await readCompared(tx, portalId)
    await scheduleComparison(tx, portalId, compared.length > 0 ? 'begun' : 'over', clock())
    return compared
  })
  if (watches.length === 0) return { kind: 'nothing_watched' }
  const asked = await walkCompared(portalId, planComparison(watches, comparedPages))
  if (!asked.ok) return { kind: 'failed', failure: asked.failure }
  const compared = [...asked.compared, ...watches.filter((watch) => watch.isGone).map(asEmptied)]
  const differences = await inPortal(portalId, async (tx) => {
    if (!(await lockInstalled(tx, portalId))) return null
    let found = 0
    for (const one of compared) found += await enqueueDifferences(tx, portalId, one, clock())
    return found
  })
  if (differences === null) return { kind: 'uninstalled' }
  if (differences > 0) publishSignal({ kind: 'deliveries', portalId })
  return { kind: 'compared', differences, isRoundOver: await endStep(portalId, clock()) }
}

/** A type that is gone has no items: as if its list had been read and was empty. */
function asEmptied({ entityTypeId, fromItemId, throughItemId }: ComparedWatch): Compared {
  const walk = { entityTypeId, afterItemId: fromItemId, throughItemId, pages: 0 }
  return [
    walk,
    { items: [], endItemId: throughItemId, lastItemId: fromItemId, isComplete: true, unreadable: 0, declined: null },
  ]
}

/** @returns whether the round is over. */
async function endStep(portalId: string, now: Date): Promise<boolean> {
  return inPortal(portalId, async (tx) => {
    const isOver = (await tx.watch.count({ where: { portalId, comparedItemId: { not: null } } })) === 0
    await scheduleComparison(tx, portalId, isOver ? 'over' : 'goes_on', now)
    return isOver
  })
}
