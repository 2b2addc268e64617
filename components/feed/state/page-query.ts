import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Query } from '#lib/http/contract.ts'

/** The first page should be here soon; whoever reads on gets more at once. */
const FIRST_PAGE_SIZE = 50
const OLDER_PAGE_SIZE = 100

/** What asks for a page of the feed: the first one, or the one below a cursor. */
export function pageQuery(filter: FeedFilter, before?: string): Query<'GET /api/feed'> {
  return before === undefined ? { ...filter, limit: FIRST_PAGE_SIZE } : { ...filter, limit: OLDER_PAGE_SIZE, before }
}
