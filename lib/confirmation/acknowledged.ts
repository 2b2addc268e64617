import { itemKey } from '../bitrix24/item-ref.ts'
import { type Statement, statement } from '../db/statement.ts'
import type { ItemOutcome } from '../feed/plan-changes.ts'
import type { Acknowledged } from './count-acknowledged.ts'
import type { Hint } from './fold-receipts.ts'

/** What becomes of the receipts of decided items: the first of a new item tells what became of it, the others are duplicates. */
export function settledBy(hints: readonly Hint[], outcomes: ReadonlyMap<string, ItemOutcome>): Acknowledged[] {
  return hints.flatMap(({ entityTypeId, itemId, receiptIds, receivedAt }): Acknowledged[] => {
    const outcome = outcomes.get(itemKey({ entityTypeId, itemId }))
    if (!outcome) return []
    return receiptIds.map((id, index) => ({
      id,
      outcome: index > 0 && outcome === 'RECORDED' ? 'DUPLICATE' : outcome,
      receivedAt,
    }))
  })
}

/** Marks them as such. */
export function acknowledgeSql(portalId: string, settled: readonly Acknowledged[], now: Date): Statement[] {
  if (settled.length === 0) return []
  const marked = statement`
    update event_delivery d set outcome = s.outcome::delivery_outcome, settled_at = ${now}::timestamptz
    from unnest(${settled.map((s) => s.id)}::uuid[], ${settled.map((s) => s.outcome)}::text[]) as s (id, outcome)
    where d.portal_id = ${portalId}::uuid and d.id = s.id`
  return [marked]
}
