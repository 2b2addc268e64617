import type { FeedItem } from '#lib/feed/feed-item.ts'
import { isAfter } from '#lib/feed/seen-marks.ts'

/** Whether an item stands above another one, as the server orders them: the history below all else, by creation. */
export function isAbove(item: FeedItem, other: FeedItem): boolean {
  if (item.isHistory !== other.isHistory) return other.isHistory === true
  if (item.isHistory && item.createdAt !== other.createdAt) return item.createdAt > other.createdAt
  return isAfter(item.position, other.position)
}

/** Where an item that has just come goes in a list. */
export function insertionIndex(items: readonly FeedItem[], item: FeedItem): number {
  const index = items.findIndex((other) => isAbove(item, other))
  return index === -1 ? items.length : index
}
