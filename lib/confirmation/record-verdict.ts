import 'server-only'
import type { Transaction } from '../db/client.ts'
import { isFaultOfARow } from '../db/is-fault-of-a-row.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { writeByHalves } from '../db/write-by-halves.ts'
import type { ConfirmedItem } from '../feed/plan-changes.ts'
import { recordItems } from '../feed/record-items.ts'
import type { Lease } from '../feed-head/acquire-lease.ts'
import { recordComplete } from '../feed-head/record-complete.ts'
import { recordOwnerProof } from '../feed-head/record-owner-proof.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { enqueueReceipts } from '../receipts/enqueue-receipts.ts'
import { advanceWatches } from '../watches/advance-watches.ts'
import { storeTypes } from '../watches/store-types.ts'
import { acknowledgeReceipts } from './acknowledge-receipts.ts'
import { adoptAnnounced } from './adopt-announced.ts'
import type { BatchVerdict } from './batch-verdict.ts'
import { type Acknowledged, countAcknowledged } from './count-acknowledged.ts'
import { deferReceipts } from './defer-receipts.ts'
import { divideReceipts } from './divide-receipts.ts'
import { parkItems } from './park-items.ts'
import type { ParkedItem } from './partial-verdict.ts'

/** An event that is on its way has arrived by then. */
export const lookAgainSeconds = 3

/**
 * Commits what a batch that was asked at `askedAt` said: items, receipts and checkpoints in one transaction. An item that the
 * database refuses is found by halves and parked; the others are recorded before the checkpoints move.
 * @returns false when the claim was lost meanwhile and nothing was written.
 */
export async function recordVerdict(
  claim: Lease,
  verdict: BatchVerdict,
  askedAt: Date,
  clock: Clock,
): Promise<boolean> {
  const { portalId } = claim
  let isRenewed = false
  const write = async (items: readonly ConfirmedItem[], finish: (tx: Transaction) => Promise<void>) => {
    let settled: readonly Acknowledged[] = []
    const changed = await recordItems({
      lease: claim,
      items,
      now: clock(),
      refine: (tx, found) => adoptAnnounced(tx, portalId, found),
      settle: async (tx, outcomes) => {
        settled = await acknowledgeReceipts(tx, portalId, verdict.decided, outcomes, clock())
        await finish(tx)
      },
    })
    if (changed !== null) countAcknowledged(settled, clock())
    if (changed !== null && isRenewed) publishSignal({ kind: 'feed', portalId })
    return changed !== null
  }
  const finish = async (tx: Transaction, parked: readonly ParkedItem[]) => {
    await deferReceipts(tx, portalId, verdict.deferred, verdict.deferredBy?.retryAt ?? null)
    await divideReceipts(tx, portalId, verdict.divided)
    await parkItems(tx, portalId, parked, clock())
    await enqueueReceipts(tx, portalId, verdict.young, { now: clock(), inSeconds: lookAgainSeconds })
    await advanceWatches(tx, portalId, verdict.moves, askedAt)
    isRenewed = verdict.types !== null && (await storeTypes(tx, portalId, verdict.types, askedAt))
    if (verdict.owner === 'admin') await recordOwnerProof(tx, portalId, askedAt)
    if (verdict.owner === 'admin' || verdict.owner === 'unasked') await recordComplete(tx, portalId)
  }
  try {
    return await write(verdict.items, (tx) => finish(tx, verdict.parked))
  } catch (error) {
    if (!isFaultOfARow(error)) throw error
    log().error({ err: describeError(error), portalId }, 'the database refused an item of a batch')
  }
  const refused = await findRefused(verdict.items, (items) => write(items, async () => undefined))
  return refused !== null && write([], (tx) => finish(tx, [...verdict.parked, ...refused.map(refusedItem)]))
}

/** Writes all but the items that are refused, and returns those; null when the claim was lost. */
async function findRefused(
  items: readonly ConfirmedItem[],
  write: (items: readonly ConfirmedItem[]) => Promise<boolean>,
): Promise<ConfirmedItem[] | null> {
  const refused: ConfirmedItem[] = []
  let isOurs = true
  await writeByHalves(items, {
    write: async (part) => {
      isOurs = isOurs && (await write(part))
    },
    isFaultOfARow,
    onFailure(part, error) {
      if (!isFaultOfARow(error)) throw error
      refused.push(...part)
    },
  })
  return isOurs ? refused : null
}

function refusedItem({ entityTypeId, itemId }: ConfirmedItem): ParkedItem {
  return { entityTypeId, itemId, reason: 'REFUSED_BY_DATABASE' }
}
