import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { retentionFloor } from '../watches/retention-floor.ts'
import { type ConfirmedItem, type ItemOutcome, planChanges } from './plan-changes.ts'
import { publishReturns } from './publish-returns.ts'
import { readStoredItems, writeChanges, writeKnownUpTo } from './stored-items.ts'

type Input = {
  readonly portalId: string
  /** The epoch of the caller's claim: work of a worker that has lost the portal is refused. */
  readonly epoch: bigint
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
 * @returns how many rows changed, or null when the claim was lost meanwhile and nothing was written.
 */
export async function recordItems(input: Input): Promise<number | null> {
  const { portalId, epoch, now, settle } = input
  const recorded = await inPortal(portalId, async (tx) => {
    const [head] = await tx.$queryRaw<{ head_revision: bigint }[]>`
      select head_revision from feed_head where portal_id = ${portalId}::uuid and lease_epoch = ${epoch} for update`
    if (!head) return null
    const items = input.refine ? await input.refine(tx, input.items) : input.items
    const watches = await tx.watch.findMany({
      where: { portalId },
      select: { entityTypeId: true, baselineItemId: true, prunedItemId: true },
    })
    const plan = planChanges({
      confirmed: items,
      stored: await readStoredItems(tx, portalId, items),
      baselines: new Map(watches.map((watch) => [Number(watch.entityTypeId), retentionFloor(watch)])),
      headRevision: head.head_revision,
      now,
    })
    await writeChanges(tx, portalId, plan.changes)
    await writeKnownUpTo(tx, portalId, plan.known)
    if (plan.changes.length > 0) {
      await tx.feedHead.update({ where: { portalId }, data: { headRevision: plan.headRevision } })
    }
    await settle(tx, plan.outcomes)
    return { changes: plan.changes.length, announcedAgain: plan.announcedAgain }
  })
  if (!recorded) return null
  if (recorded.changes > 0) publishSignal({ kind: 'feed', portalId })
  publishReturns(portalId, recorded.announcedAgain, now)
  return recorded.changes
}
