import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import type { Lease } from '../feed-head/acquire-lease.ts'
import { advanceHead } from '../feed-head/advance-head.ts'
import { lockHeadForLease } from '../feed-head/lock-head-for-lease.ts'
import { retentionFloor } from '../watches/retention-floor.ts'
import { type ConfirmedItem, type ItemOutcome, planChanges } from './plan-changes.ts'
import { publishReturns } from './publish-returns.ts'
import { readStoredItems, writeChanges, writeKnownUpTo } from './stored-items.ts'

type Input = {
  /** The caller's: work of a worker that has lost the portal is refused. */
  readonly lease: Pick<Lease, 'portalId' | 'epoch'>
  readonly items: readonly ConfirmedItem[]
  readonly now: Date
  /** Has the last word on the items, in the same transaction and before anything is written. */
  readonly refine?: (tx: Transaction, items: readonly ConfirmedItem[]) => Promise<readonly ConfirmedItem[]>
  /** Runs in the same transaction, with what became of each item. */
  readonly settle: (tx: Transaction, outcomes: ReadonlyMap<string, ItemOutcome>) => Promise<void>
}

/**
 * Records what the CRM said, the only way for an item to be in the feed. Revisions are taken under the row lock of the
 * portal's FeedHead in the transaction that writes the rows, so that a reader's cursor never skips a late one.
 * @returns how many rows changed, or null when the lease was lost meanwhile and nothing was written.
 */
export async function recordItems(input: Input): Promise<number | null> {
  const { lease, now, settle } = input
  const { portalId } = lease
  const recorded = await inPortal(portalId, async (tx) => {
    const headRevision = await lockHeadForLease(tx, lease)
    if (headRevision === null) return null
    const items = input.refine ? await input.refine(tx, input.items) : input.items
    const watches = await tx.watch.findMany({
      where: { portalId },
      select: { entityTypeId: true, baselineItemId: true, prunedItemId: true },
    })
    const plan = planChanges({
      confirmed: items,
      stored: await readStoredItems(tx, portalId, items),
      baselines: new Map(watches.map((watch) => [Number(watch.entityTypeId), retentionFloor(watch)])),
      headRevision,
      now,
    })
    await writeChanges(tx, portalId, plan.changes)
    await writeKnownUpTo(tx, portalId, plan.known)
    if (plan.changes.length > 0) await advanceHead(tx, portalId, plan.headRevision)
    await settle(tx, plan.outcomes)
    return { changes: plan.changes.length, announcedAgain: plan.announcedAgain }
  })
  if (!recorded) return null
  if (recorded.changes > 0) publishSignal({ kind: 'feed', portalId })
  publishReturns(portalId, recorded.announcedAgain, now)
  return recorded.changes
}
