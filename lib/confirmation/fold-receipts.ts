import type { Actor } from '../bitrix24/actor.ts'
import { itemKey } from '../bitrix24/item-ref.ts'
import type { RestFailure } from '../bitrix24/rest-error.ts'
import { pauseAfter } from '../platform/backoff.ts'

/** An unsettled receipt: "look at this item again". */
export type PendingReceipt = {
  readonly id: string
  readonly entityTypeId: number
  readonly itemId: number
  /** `catch_up`: a receipt of our own, nobody announced the item. */
  readonly change: 'add' | 'update' | 'delete' | 'catch_up'
  readonly actor: Actor
  readonly receivedAt: Date
  /** How often the CRM declined a list with it. */
  readonly attempts: number
}

/** All receipts about one item, folded: order and doubles do not matter, since the CRM is asked either way. */
export type Hint = {
  readonly entityTypeId: number
  readonly itemId: number
  readonly actor: Actor
  readonly receivedAt: Date
  /** When it was last said to be new; null where nothing said so. */
  readonly addedAt: Date | null
  /** Whether an event is among them, or catch-up alone wants to look. */
  readonly source: 'EVENT' | 'CATCH_UP'
  readonly attempts: number
  readonly receiptIds: readonly string[]
}

/** One hint for each item that receipts name. */
export function foldReceipts(receipts: readonly PendingReceipt[]): Hint[] {
  const hints = new Map<string, Hint>()
  for (const receipt of receipts) {
    const key = itemKey(receipt)
    hints.set(key, fold(hints.get(key), receipt))
  }
  return [...hints.values()]
}

function fold(folded: Hint | undefined, receipt: PendingReceipt): Hint {
  const { id, entityTypeId, itemId, change, actor, receivedAt, attempts } = receipt
  const source = change === 'catch_up' ? 'CATCH_UP' : 'EVENT'
  const addedAt = change === 'add' ? receivedAt : null
  if (!folded) return { entityTypeId, itemId, actor, receivedAt, addedAt, source, attempts, receiptIds: [id] }
  const isOlder = source === folded.source ? receivedAt < folded.receivedAt : source === 'EVENT'
  return {
    ...folded,
    actor: folded.actor === 'unknown' ? actor : folded.actor,
    receivedAt: isOlder ? receivedAt : folded.receivedAt,
    addedAt: addedAt && folded.addedAt && addedAt < folded.addedAt ? folded.addedAt : (addedAt ?? folded.addedAt),
    source: source === 'EVENT' ? source : folded.source,
    attempts: Math.max(attempts, folded.attempts),
    receiptIds: [...folded.receiptIds, id],
  }
}

export const maxRetrySeconds = 300
const portalSeconds = { first: 1, longest: maxRetrySeconds }

/** Where all that is known is that it failed: doubling from one second, with chance so that instances and portals do not retry together. */
export function retryDelaySeconds({ kind, retryAt }: RestFailure, failures: number, chance: number, now: Date): number {
  // The portal's budget already waits out its pause; what comes on top only keeps a failing portal from spinning.
  if (kind === 'query_limit') return 0.5 + chance / 2
  if (retryAt) return Math.max(0, (retryAt.getTime() - now.getTime()) / 1_000) + chance
  return pauseAfter(failures + 1, portalSeconds, chance)
}

const stormReceipts = 50
const firstBreathMs = 1_000
const longestBreathMs = 8_000

/** How long the next batch may fill after one with so many receipts: the longer a storm lasts, the larger the gulps. */
export function breathMs(before: number, receipts: number): number {
  if (receipts < stormReceipts) return 0
  return before === 0 ? firstBreathMs : Math.min(longestBreathMs, before * 2)
}
