import type { ItemOutcome } from '../feed/plan-changes.ts'
import { counter, histogram } from '../platform/metrics.ts'

/** A receipt that was settled, and when its event came. */
export type Acknowledged = { readonly id: string; readonly outcome: ItemOutcome; readonly receivedAt: Date }

const buckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800]

/** Counts what became of receipts, once that is committed. */
export function countAcknowledged(settled: readonly Acknowledged[], now: Date): void {
  const byOutcome = counter('spf_receipts_settled_total', {
    help: 'Receipts by what became of their item.',
    labels: ['outcome'],
  })
  const lag = histogram('spf_confirmation_lag_seconds', { help: 'From the event to the feed.', buckets })
  for (const { outcome, receivedAt } of settled) {
    byOutcome.inc({ outcome: outcome.toLowerCase() })
    lag.observe(Math.max(0, (now.getTime() - receivedAt.getTime()) / 1_000))
  }
}
