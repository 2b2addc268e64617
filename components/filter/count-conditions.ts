import type { FeedFilter } from '#lib/feed/feed-filter.ts'

/** How many conditions stand as chips: what the tab and the search say stands there. */
export function countConditions(filter: FeedFilter): number {
  const keys = new Set(Object.keys(filter))
  for (const key of ['entityTypeId', 'q', 'day']) keys.delete(key)
  if (keys.has('from')) keys.delete('to')
  return keys.size
}
