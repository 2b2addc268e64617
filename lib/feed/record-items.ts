import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inFewTrips } from '../db/in-few-trips.ts'
import { publishSignal } from '../db/publish-signal.ts'
import type { Answer, Statement } from '../db/statement.ts'
import type { Lease } from '../feed-head/acquire-lease.ts'
import { headLockSql } from '../feed-head/head-sql.ts'
import { count } from '../platform/metrics.ts'
import { type ConfirmedItem, type ItemOutcome, planChanges } from './plan-changes.ts'
import { publishReturns } from './publish-returns.ts'
import { changesSql, countRecovered, floorsOf, knownUpToSql, storedByKey, storedItemsSql } from './stored-items.ts'

/** What else is done in the transaction that records items. */
type Settlement = {
  /** After the items, where it has to know what it finds. */
  readonly rare?: (tx: Transaction) => Promise<void>
  readonly last: readonly Statement[]
}

type Input<Found> = {
  /** The caller's: work of a worker that has lost the portal is refused. */
  readonly lease: Pick<Lease, 'portalId' | 'epoch'>
  readonly items: readonly ConfirmedItem[]
  readonly now: Date
  /** Has the last word on the items, by what was found in the same transaction before anything is written. */
  readonly refine?: {
    readonly question: Statement<Found>
    readonly items: (found: readonly Found[]) => readonly ConfirmedItem[]
  }
  /** With what became of each item. */
  readonly settle: (outcomes: ReadonlyMap<string, ItemOutcome>) => Settlement
}

type Recorded = {
  /** How many rows changed. */
  readonly changes: number
  /** The answer to the last of the caller's statements. */
  readonly lastAnswer: Answer<unknown> | undefined
}

/**
 * Records what the CRM said, the only way for an item to be in the feed. Revisions are taken under the row lock of the
 * portal's FeedHead in the transaction that writes the rows, so that a reader's cursor never skips a late one. Two trips to the
 * database: what there is, under the lock; and all that is written, with the commit.
 * @returns null when the lease was lost meanwhile and nothing was written.
 */
export async function recordItems<Found>({
  lease,
  items,
  now,
  refine,
  settle,
}: Input<Found>): Promise<Recorded | null> {
  const { portalId } = lease
  const recorded = await inFewTrips(portalId, async (trips) => {
    const [head, stored, ...found] = await trips.ask([
      headLockSql(lease),
      storedItemsSql(portalId, items),
      ...(refine ? [refine.question] : []),
    ])
    const [locked] = head.rows
    if (!locked) return null
    const { changes, known, outcomes, headRevision, announcedAgain } = planChanges({
      confirmed: refine ? refine.items(found[0]?.rows ?? []) : items,
      stored: storedByKey(stored.rows),
      baselines: floorsOf(stored.rows),
      headRevision: locked.head_revision,
      now,
    })
    const written = [...changesSql(portalId, changes, headRevision), ...knownUpToSql(portalId, known)]
    const { rare, last } = settle(outcomes)
    if (rare) {
      await trips.ask(written)
      await trips.prisma(rare)
    }
    const answers = await trips.commit([...(rare ? [] : written), ...last])
    const recovered = countRecovered(changes, stored.rows)
    return {
      changes: changes.length,
      recovered,
      announcedAgain,
      lastAnswer: last.length > 0 ? answers.at(-1) : undefined,
    }
  })
  if (!recorded) return null
  count('spf_items_recovered_total', {}, recorded.recovered)
  if (recorded.changes > 0) publishSignal({ kind: 'feed', portalId })
  publishReturns(portalId, recorded.announcedAgain, now)
  return recorded
}
