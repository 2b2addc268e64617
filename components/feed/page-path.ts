import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { filterToParams } from '#lib/feed/filter-params.ts'

/** The first page should be here soon; whoever reads on gets more at once. */
const FIRST_PAGE_SIZE = 50
const OLDER_PAGE_SIZE = 100

/** Where a page of the feed is read: the first one, or the one below a cursor. */
export function pagePath(filter: FeedFilter, before?: string): string {
  const query = filterToParams(filter)
  query.set('limit', String(before === undefined ? FIRST_PAGE_SIZE : OLDER_PAGE_SIZE))
  if (before !== undefined) query.set('before', before)
  return `/api/feed?${query}`
}
