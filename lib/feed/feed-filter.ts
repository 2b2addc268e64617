import type { PresentItem } from './feed-item.ts'
import { matchesSearch, searchTerms } from './search-text.ts'
import { isUnread, type SeenMarks } from './seen-marks.ts'
import { hasValues, type ValueFilter } from './value-conditions.ts'

/** Which items of the feed are wanted; all that is given has to hold. Sent as the query of `/api/feed`, saved in views. */
export type FeedFilter = ValueFilter & {
  /** Words, in any language, of what a row shows: its title, its people, pipeline and stage, its number and its amount. */
  readonly q?: string
  /** Creation, from here on: `2026-11-22` (the day's beginning in UTC) or a moment such as `2026-11-22T10:00:00+01:00`. */
  readonly from?: string
  /** Creation, before this moment; a day is meant with all of itself. */
  readonly to?: string
  readonly unread?: boolean
  /** `from` is the beginning of the viewer's day: whoever kept the filter renews it when it is used again. Narrows nothing by itself. */
  readonly day?: 'today'
}

const day = /^\d{4}-\d{2}-\d{2}$/
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/
const dayMs = 86_400_000

/** The moment in milliseconds that a filter's `from` or `to` stands for, null for anything that is neither day nor moment. */
export function instantOf(text: string, edge: 'from' | 'to'): number | null {
  if (!day.test(text) && !moment.test(text)) return null
  const ms = Date.parse(text)
  if (Number.isNaN(ms)) return null
  return edge === 'to' && day.test(text) ? ms + dayMs : ms
}

/** What of a filter narrows a feed. The rest is for whoever keeps it, and an instance of the version before might refuse it. */
export function conditionsOf({ day: _, ...conditions }: FeedFilter): FeedFilter {
  return conditions
}

/** Whether an item is one that the filter asks for: the same answer that the server's SQL gives. */
export function matchesFilter(item: PresentItem, filter: FeedFilter, seen: SeenMarks): boolean {
  const { q, from, to } = filter
  const createdMs = Date.parse(item.createdAt)
  return (
    hasValues(item, filter) &&
    // Nobody missed what was imported, so it was not recovered.
    (filter.source !== 'catch-up' || item.isHistory !== true) &&
    (from === undefined || createdMs >= (instantOf(from, 'from') ?? 0)) &&
    (to === undefined || createdMs < (instantOf(to, 'to') ?? Number.POSITIVE_INFINITY)) &&
    (filter.unread === undefined || filter.unread === isUnread(item, seen)) &&
    (q === undefined || matchesSearch(item, searchTerms(q)))
  )
}
