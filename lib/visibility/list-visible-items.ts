import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { encodeCursor, type FeedPlace, historyBegin } from '../feed/feed-cursor.ts'
import type { FeedFilter } from '../feed/feed-filter.ts'
import type { FeedItem, FeedPage } from '../feed/feed-item.ts'
import { PageLines } from '../feed/feed-run.ts'
import type { FilterSql } from '../feed/filter-sql.ts'
import { readSeen } from '../feed/read-seen.ts'
import { nothingSeen } from '../feed/seen-marks.ts'
import { readHead } from '../feed-head/read-head.ts'
import type { Clock } from '../platform/clock.ts'
import { Refusal } from '../platform/refusal.ts'
import { askAnyway, isSearch } from './ask-anyway.ts'
import { askWhetherTold } from './ask-whether-told.ts'
import { isAdminStill } from './known-viewers.ts'
import { readFeedRows } from './read-feed-rows.ts'
import { readFilter } from './read-filter.ts'
import { placeOf, selectNewest } from './select-newest.ts'
import { slowHead } from './slow-head.ts'
import type { ViewerAccess } from './viewer-marks.ts'
import { visibleItems } from './visible-items.ts'

export type FeedQuery = {
  readonly filter: FeedFilter
  readonly before: FeedPlace | null
  readonly limit: number
  /** The limit is one of lines: a run of items that were made in one go is a line, and comes whole. */
  readonly wholeRuns?: boolean
}

/**
 * How many rows are read to fill one page for a viewer who sees little; each read costs one request at most, and the cursor
 * tells where to go on.
 */
const rowsPerRead = [500, 2_000, 2_000]
/** Of a run to whoever sees all of it. */
const rowsOfRun = 2_000
const waitMs = 20_000
/**
 * A row that the CRM shows otherwise is read anew within a second; so often it is waited for. Then it is left out: with its new
 * revision it comes to whoever follows the feed.
 */
const staleTries = 4
const betweenTriesMs = 400

/**
 * One page of the feed as this viewer may see it, newest first, and then the history. Rows that the CRM was asked about in vain are left out of a
 * first page, and `headRevision` stays below them, so that whoever follows the feed from there gets them later.
 * @throws Refusal `unavailable` when nothing can be shown because the CRM did not answer, or an older page cannot be whole:
 *   whoever reads on follows the feed already, and would never hear of what was left out.
 */
export async function listVisibleItems(viewer: ViewerAccess, query: FeedQuery, clock: Clock): Promise<FeedPage> {
  const { filter } = query
  const seen = filter.unread === undefined ? nothingSeen : await readSeen(viewer.portalId, viewer.userId)
  const condition = await readFilter(viewer, filter, seen)
  if (!(await askWhetherTold(viewer, filter, clock))) return nothing(viewer, clock)
  let read = await readPage(viewer, query, condition, clock)
  // Not where a search found it: how long it takes would tell which words an item had before.
  for (let tries = 1; read.isStale && !isSearch(filter) && tries < staleTries; tries += 1) {
    await wait(betweenTriesMs)
    read = await readPage(viewer, query, condition, clock)
  }
  if (isSearch(filter) && !read.wasAsked) await askAnyway(viewer, filter, clock)
  if (read.isUndecided && (read.page.items.length === 0 || query.before !== null))
    throw new Refusal('unavailable', 'visibility_undecided')
  return read.page
}

async function nothing({ portalId }: ViewerAccess, clock: Clock): Promise<FeedPage> {
  const head = slowHead(portalId, await readHead(portalId), clock().getTime())
  return { items: [], nextCursor: null, headRevision: String(head) }
}

async function readPage(viewer: ViewerAccess, query: FeedQuery, condition: FilterSql, clock: Clock) {
  const exact = await readHead(viewer.portalId)
  const slow = slowHead(viewer.portalId, exact, clock().getTime())
  let firstUndecided: bigint | null = null
  const items: FeedItem[] = []
  let { before } = query
  let [isStale, isUndecided, wasAsked] = [false, false, false]
  const lines = new PageLines()
  const isFull = () => (query.wholeRuns ? lines.isFull(query.limit) : items.length >= query.limit)
  const found = (cursor: FeedPlace | null) => {
    // Only now it is known whether the CRM still takes the viewer for an admin.
    const known = isAdminStill(viewer) ? exact : slow
    const head = firstUndecided !== null && firstUndecided <= known ? firstUndecided - 1n : known
    const isPartial = firstUndecided !== null
    const nextCursor = cursor === null ? null : encodeCursor(cursor)
    const page: FeedPage = {
      items,
      nextCursor,
      headRevision: String(head),
      ...(isPartial && ({ isPartial: true } satisfies Partial<FeedPage>)),
    }
    return { page, wasAsked, isStale, isUndecided }
  }
  const ownSize = () => (query.wholeRuns && lines.isInRun ? rowsOfRun : query.limit)
  for (const atLeast of rowsPerRead) {
    const size = viewer.isAdmin ? ownSize() : Math.max(query.limit, atLeast)
    const selection = selectNewest(condition, { portalId: viewer.portalId, before, limit: size })
    const read = await readFeedRows(viewer, selection)
    const decided = await visibleItems(viewer, read, { clock, waitMs })
    wasAsked ||= decided.wasAsked
    // As a search without a hit: also where all hits are stale rows, which are left out.
    isUndecided ||= decided.answered !== null && isSearch(query.filter)
    for (const [index, row] of read.rows.entries()) {
      const isRowStale = decided.stale[index] === true
      isStale ||= isRowStale
      if (decided.verdicts[index] === 'undecided' && !(isRowStale && isSearch(query.filter))) {
        isUndecided ||= !isRowStale
        if (firstUndecided === null || row.revision < firstUndecided) firstUndecided = row.revision
      }
      const told = decided.told[index]
      if (!told) continue
      items.push(told)
      lines.add(told)
      if (isFull()) return found(placeOf(row))
    }
    const last = read.rows.at(-1)
    if (last && read.rows.length >= size) before = placeOf(last)
    else if (before?.part === 'history') return found(null)
    else before = historyBegin
  }
  return found(before)
}
