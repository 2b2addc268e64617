import 'server-only'
import type { Transaction } from '../db/client.ts'
import { isFaultOfARow } from '../db/is-fault-of-a-row.ts'
import { publishSignal } from '../db/publish-signal.ts'
import { writeByHalves } from '../db/write-by-halves.ts'
import { noteItems } from '../deliveries/note-items.ts'
import type { ConfirmedItem } from '../feed/feed-change.ts'
import { recordItems } from '../feed/record-items.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { keepTypes } from '../watches/keep-types.ts'
import { moveWatches } from '../watches/move-watches.ts'
import { adoptAnnounced } from './adopt-announced.ts'
import type { Claim } from './claim-portal.ts'
import { countSettled, type Settled } from './count-settled.ts'
import { deferReceipts } from './defer-receipts.ts'
import { proveComplete } from './prove-complete.ts'
import { divideReceipts, parkItems } from './set-aside.ts'
import { settleReceipts } from './settle-receipts.ts'
import type { Verdict } from './verdict.ts'
import type { ParkedItem } from './verdict-part.ts'

/** An event that is on its way has arrived by then. */
export const lookAgainSeconds = 3

/**
 * Commits what a batch that was asked at `askedAt` said: items, receipts and checkpoints in one transaction. An item that the
 * database refuses is found by halves and parked; the others are recorded before the checkpoints move.
 * @returns false when the claim was lost meanwhile and nothing was written.
 */
export async function recordVerdict(claim: Claim, verdict: Verdict, askedAt: Date, clock: Clock): Promise<boolean> {
  const { portalId } = claim
  let isRenewed = false
  const write = async (items: readonly ConfirmedItem[], finish: (tx: Transaction) => Promise<void>) => {
    let settled: readonly Settled[] = []
    const changed = await recordItems({
      portalId,
      epoch: claim.epoch,
      items,
      now: clock(),
      refine: (tx, found) => adoptAnnounced(tx, portalId, found),
      settle: async (tx, outcomes) => {
        settled = await settleReceipts(tx, portalId, verdict.decided, outcomes, clock())
        await finish(tx)
      },
    })
    if (changed !== null) countSettled(settled, clock())
    if (changed !== null && isRenewed) publishSignal({ kind: 'feed', portalId })
    return changed !== null
  }
  const finish = async (tx: Transaction, parked: readonly ParkedItem[]) => {
    await deferReceipts(tx, portalId, verdict.deferred, verdict.deferredBy?.retryAt ?? null)
    await divideReceipts(tx, portalId, verdict.divided)
    await parkItems(tx, portalId, parked, clock())
    await noteItems(tx, portalId, verdict.young, { now: clock(), inSeconds: lookAgainSeconds })
    await moveWatches(tx, portalId, verdict.moves, askedAt)
    isRenewed = verdict.types !== null && (await keepTypes(tx, portalId, verdict.types, askedAt))
    if (verdict.owner === 'admin') await proveComplete(tx, portalId, askedAt)
    if (verdict.owner === 'unasked') await proveComplete(tx, portalId, null)
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
