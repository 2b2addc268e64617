import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedPage } from '#lib/feed/feed-item.ts'
import type { Query } from '#lib/http/contract.ts'
import { pageQuery } from './page-query.ts'

/** Who has read further than this is brought back to here: each page may cost the portal a request. */
const MAX_ROWS_READ_ANEW = 1_000

/**
 * The newest rows of a filter: its first page, and as many more as make up `atLeast` rows, so that whoever has read on keeps the
 * place when the feed is read anew. Where a later page cannot be read, the list goes on from there as usual.
 */
export async function readTop(
  read: (query: Query<'GET /api/feed'>) => Promise<FeedPage>,
  filter: FeedFilter,
  atLeast: number,
): Promise<FeedPage> {
  const first = await read(pageQuery(filter))
  const items = [...first.items]
  let { nextCursor } = first
  while (nextCursor !== null && items.length < Math.min(atLeast, MAX_ROWS_READ_ANEW)) {
    const page = await read(pageQuery(filter, nextCursor)).catch(() => null)
    if (page === null) break
    items.push(...page.items)
    nextCursor = page.nextCursor
  }
  return { ...first, items, nextCursor }
}
