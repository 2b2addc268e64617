import 'server-only'
import { encodeCursor } from '../feed/feed-cursor.ts'
import type { FeedFilter } from '../feed/feed-filter.ts'
import type { FeedItem, FeedPage } from '../feed/feed-item.ts'
import { type FilterCondition, filterCondition } from '../feed/filter-condition.ts'
import { readHead } from '../feed/read-head.ts'
import { readSeen } from '../feed/read-seen.ts'
import { nothingSeen } from '../feed/seen-marks.ts'
import type { Clock } from '../platform/clock.ts'
import { Refusal } from '../platform/refusal.ts'
import { askAnyway, isSearch } from './ask-anyway.ts'
import { readFeedRows } from './read-feed-rows.ts'
import { selectNewest } from './select-newest.ts'
import { slowHead } from './slow-head.ts'
import type { ViewerAccess } from './viewer-marks.ts'
import { visibleItems } from './visible-items.ts'

export type FeedQuery = { readonly filter: FeedFilter; readonly before: bigint | null; readonly limit: number }

/**
 * How many rows are read to fill one page for a viewer who sees little; each read costs one request at most, and the cursor
 * tells where to go on.
 */
const rowsPerRead = [500, 2_000, 2_000]
const waitMs = 20_000

/**
 * One page of the feed as this viewer may see it, newest first. Rows that the CRM was asked about in vain are left out of a
 * first page, and `headRevision` stays below them, so that whoever follows the feed from there gets them later.
 * @throws Refusal `unavailable` when nothing can be shown because the CRM did not answer, or an older page cannot be whole:
 *   whoever reads on follows the feed already, and would never hear of what was left out.
 */
export async function listVisibleItems(viewer: ViewerAccess, query: FeedQuery, clock: Clock): Promise<FeedPage> {
  const { filter } = query
  const seen = filter.unread === undefined ? nothingSeen : await readSeen(viewer.portalId, viewer.userId)
  const { page, wasAsked } = await readPage(viewer, query, filterCondition(filter, seen), clock)
  if (isSearch(filter) && !wasAsked) await askAnyway(viewer, filter, clock)
  return page
}

async function readPage(viewer: ViewerAccess, query: FeedQuery, condition: FilterCondition, clock: Clock) {
  const exact = await readHead(viewer.portalId)
  let head = viewer.isAdmin ? exact : slowHead(viewer.portalId, exact, clock().getTime())
  const items: FeedItem[] = []
  let { before } = query
  let [isUndecided, wasAsked] = [false, false]
  const found = (cursor: bigint | null) => {
    if (isUndecided && (items.length === 0 || query.before !== null))
      throw new Refusal('unavailable', 'visibility_undecided')
    const nextCursor = cursor === null ? null : encodeCursor(cursor)
    const page: FeedPage = { items, nextCursor, headRevision: String(head), ...(isUndecided && { isPartial: true }) }
    return { page, wasAsked }
  }
  for (const atLeast of rowsPerRead) {
    const size = viewer.isAdmin ? query.limit : Math.max(query.limit, atLeast)
    const read = await readFeedRows(viewer, selectNewest(condition, { before, limit: size }))
    const decided = await visibleItems(viewer, read, { clock, waitMs })
    wasAsked ||= decided.wasAsked
    for (const [index, row] of read.rows.entries()) {
      const verdict = decided.verdicts[index]
      if (verdict === 'undecided') {
        isUndecided = true
        if (row.revision <= head) head = row.revision - 1n
      }
      if (verdict !== 'visible') continue
      items.push(row.item)
      if (items.length === query.limit) return found(row.position)
    }
    const last = read.rows.at(-1)
    if (!last || read.rows.length < size) return found(null)
    before = last.position
  }
  return found(before)
}
