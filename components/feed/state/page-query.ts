import { conditionsOf, type FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Query } from '#lib/http/contract.ts'

/** The first page should be here soon; whoever reads on gets more at once. */
const FIRST_PAGE_SIZE = 50
const OLDER_PAGE_SIZE = 100

/** What asks for a page of the feed, in lines: the first one, or the one below a cursor. */
export function pageQuery(filter: FeedFilter, before?: string): Query<'GET /api/feed'> {
  const page = { ...conditionsOf(filter), wholeRuns: '1' } as const
  return before === undefined ? { ...page, limit: FIRST_PAGE_SIZE } : { ...page, limit: OLDER_PAGE_SIZE, before }
}
