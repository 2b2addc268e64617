import 'server-only'
import type { Transaction } from '../db/client.ts'
import { isFaultOfARow } from '../db/is-fault-of-a-row.ts'
import { publishSignal } from '../db/publish-signal.ts'
import type { Answer, Statement } from '../db/statement.ts'
import { writeByHalves } from '../db/write-by-halves.ts'
import { invalidateKnownNames } from '../directory/known-names.ts'
import type { ConfirmedItem } from '../feed/plan-changes.ts'
import { recordItems } from '../feed/record-items.ts'
import type { Lease } from '../feed-head/acquire-lease.ts'
import { completeSql } from '../feed-head/proof-sql.ts'
import { leaseReleaseSql } from '../feed-head/release-lease.ts'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { ownReceiptsSql } from '../receipts/enqueue-receipts.ts'
import { movesSql } from '../watches/moves-sql.ts'
import { renewTypes } from '../watches/renew-types.ts'
import { typesSql } from '../watches/types-sql.ts'
import { acknowledgeSql, settledBy } from './acknowledged.ts'
import { type AnnouncedRow, adoptAnnounced, announcedSql, foundBy } from './announced.ts'
import type { BatchVerdict } from './batch-verdict.ts'
import { type Acknowledged, countAcknowledged } from './count-acknowledged.ts'
import { moreSql } from './more-sql.ts'
import { parkSql } from './park-sql.ts'
import type { ParkedItem } from './partial-verdict.ts'
import { deferSql, divideSql } from './postponed-sql.ts'

/** An event that is on its way has arrived by then. */
export const lookAgainSeconds = 3

/** How a portal was left: its lease is held still; given back, with nothing to do there or with `more`; or it was lost and nothing was written. */
export type Left = 'held' | 'done' | 'more' | 'lost'

/**
 * Commits what a batch that was asked at `askedAt` said: items, receipts and checkpoints in one transaction, and with the last batch
 * that the lease is given back. An item that the database refuses is found by halves and parked; the others are recorded before the
 * checkpoints move.
 */
export async function recordVerdict(
  lease: Lease,
  verdict: BatchVerdict,
  { askedAt, isLast }: { askedAt: Date; isLast: boolean },
  clock: Clock,
): Promise<Left> {
  const { portalId } = lease
  let isRenewed = false
  const write = async (items: readonly ConfirmedItem[], finish: readonly Statement[] | null): Promise<Left> => {
    let settled: readonly Acknowledged[] = []
    const renewed = finish ? (verdict.types?.renewed ?? []) : []
    const recorded = await recordItems({
      lease,
      items,
      now: clock(),
      ...(foundBy(items).length > 0 && {
        refine: {
          question: announcedSql(portalId, items),
          items: (rows: readonly AnnouncedRow[]) => adoptAnnounced(items, rows),
        },
      }),
      settle: (outcomes) => {
        settled = settledBy(verdict.decided, outcomes)
        const rare = async (tx: Transaction) => {
          isRenewed = (await renewTypes(tx, portalId, renewed, askedAt)).length > 0
        }
        return {
          ...(renewed.length > 0 && { rare }),
          last: [...acknowledgeSql(portalId, settled, clock()), ...(finish ?? [])],
        }
      },
    })
    if (!recorded) return 'lost'
    countAcknowledged(settled, clock())
    if (isRenewed) {
      invalidateKnownNames(portalId)
      publishSignal({ kind: 'feed', portalId })
    }
    if (!finish || !isLast) return 'held'
    return saysMore(recorded.lastAnswer) ? 'more' : 'done'
  }
  const finish = (parked: readonly ParkedItem[]): readonly Statement[] => [
    ...deferSql(portalId, verdict.deferred, verdict.deferredBy?.retryAt ?? null),
    ...divideSql(portalId, verdict.divided),
    ...parkSql(portalId, parked, clock()),
    ...(verdict.young.length > 0
      ? [ownReceiptsSql(portalId, verdict.young, { now: clock(), inSeconds: lookAgainSeconds })]
      : []),
    ...movesSql(portalId, verdict.moves, askedAt),
    ...(verdict.types ? typesSql(portalId, verdict.types, askedAt) : []),
    ...(verdict.owner === 'admin' ? [completeSql(portalId, askedAt)] : []),
    ...(verdict.owner === 'unasked' ? [completeSql(portalId, null)] : []),
    ...(isLast ? [leaseReleaseSql(lease, null, moreSql(portalId))] : []),
  ]
  try {
    return await write(verdict.items, finish(verdict.parked))
  } catch (error) {
    if (!isFaultOfARow(error)) throw error
    log().error({ err: describeError(error), portalId }, 'the database refused an item of a batch')
  }
  const refused = await findRefused(verdict.items, async (items) => (await write(items, null)) !== 'lost')
  return refused === null ? 'lost' : write([], finish([...verdict.parked, ...refused.map(refusedItem)]))
}

function saysMore(released: Answer<unknown> | undefined): boolean {
  const [row] = released?.rows ?? []
  return typeof row === 'object' && row !== null && 'more' in row && row.more === true
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
