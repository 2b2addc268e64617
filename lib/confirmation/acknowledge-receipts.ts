import 'server-only'
import { itemKey } from '../bitrix24/item-ref.ts'
import type { Transaction } from '../db/client.ts'
import type { ItemOutcome } from '../feed/plan-changes.ts'
import type { Acknowledged } from './count-acknowledged.ts'
import type { Hint } from './fold-receipts.ts'

/** Marks the receipts of decided items: the first of a new item tells what became of it, the others are duplicates. */
export async function acknowledgeReceipts(
  tx: Transaction,
  portalId: string,
  hints: readonly Hint[],
  outcomes: ReadonlyMap<string, ItemOutcome>,
  now: Date,
): Promise<Acknowledged[]> {
  const settled = hints.flatMap(({ entityTypeId, itemId, receiptIds, receivedAt }): Acknowledged[] => {
    const outcome = outcomes.get(itemKey({ entityTypeId, itemId }))
    if (!outcome) return []
    return receiptIds.map((id, index) => ({
      id,
      outcome: index > 0 && outcome === 'RECORDED' ? 'DUPLICATE' : outcome,
      receivedAt,
    }))
  })
  if (settled.length === 0) return []
  await tx.$executeRaw`
    update event_delivery d set outcome = s.outcome::delivery_outcome, settled_at = ${now}::timestamptz
    from unnest(${settled.map((s) => s.id)}::uuid[], ${settled.map((s) => s.outcome)}::text[]) as s (id, outcome)
    where d.portal_id = ${portalId}::uuid and d.id = s.id`
  return settled
}
