import type { ItemOutcome } from '../feed/plan-changes.ts'
import { count, observe } from '../platform/metrics.ts'

/** A receipt that was settled, and when its event came. */
export type Acknowledged = { readonly id: string; readonly outcome: ItemOutcome; readonly receivedAt: Date }

const countedAs = {
  RECORDED: 'recorded',
  DUPLICATE: 'duplicate',
  REMOVED: 'removed',
  NOT_FOUND: 'not_found',
  NOT_WATCHED: 'not_watched',
} as const satisfies Record<ItemOutcome, string>

/** Counts what became of receipts, once that is committed. */
export function countAcknowledged(settled: readonly Acknowledged[], now: Date): void {
  for (const { outcome, receivedAt } of settled) {
    count('spf_receipts_settled_total', { outcome: countedAs[outcome] })
    observe('spf_confirmation_lag_seconds', {}, (now.getTime() - receivedAt.getTime()) / 1_000)
  }
}
