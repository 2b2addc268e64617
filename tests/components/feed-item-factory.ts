import type { FeedItem } from '#lib/feed/feed-item.ts'

const FIRST_RECEIPT_MS = Date.UTC(2026, 10, 22, 12)

/** A feed item whose place in the feed is its number. */
export function feedItem(itemId: number, changes: Partial<FeedItem> = {}): FeedItem {
  const at = new Date(FIRST_RECEIPT_MS + itemId * 1_000).toISOString()
  return {
    id: `1220:${itemId}`,
    entityTypeId: 1220,
    itemId,
    title: `Claim ${itemId}`,
    url: `/crm/type/1220/details/${itemId}/`,
    createdAt: at,
    receivedAt: at,
    source: 'event',
    actor: 'person',
    createdBy: null,
    assignedTo: null,
    category: null,
    categoryId: null,
    stage: null,
    amount: null,
    changes: null,
    revision: String(itemId),
    position: String(itemId),
    ...changes,
  }
}
