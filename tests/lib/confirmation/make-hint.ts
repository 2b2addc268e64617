import type { Hint } from '#lib/confirmation/fold-receipts.ts'

/** What one receipt of a person's creation folds into. */
export function makeHint(itemId: number, over: Partial<Hint> = {}): Hint {
  return {
    entityTypeId: 1220,
    itemId,
    actor: 'person',
    receivedAt: new Date(1_000),
    addedAt: new Date(1_000),
    source: 'EVENT',
    attempts: 0,
    receiptIds: [`r${itemId}`],
    ...over,
  }
}
