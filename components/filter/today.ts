import type { FeedFilter } from '#lib/feed/feed-filter.ts'

/** The beginning of the viewer's own day. */
function beginningOf(now: Date): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString()
}

/** Everything since the day began where the viewer is. */
export function today(now: Date): FeedFilter {
  return { from: beginningOf(now), day: 'today' }
}

/** A filter that was kept some while ago, as it is meant now. */
export function renewedFilter(filter: FeedFilter, now: Date): FeedFilter {
  return filter.day === undefined ? filter : { ...filter, ...today(now) }
}

/** Whether a filter still asks for the day that is: not once it is over, or another stretch was chosen. */
export function isOfToday({ day, from, to }: FeedFilter, now: Date): boolean {
  return day === 'today' && from === beginningOf(now) && to === undefined
}

/** The filter, which says "today" only where it means that. */
export function honestFilter(filter: FeedFilter, now: Date): FeedFilter {
  if (filter.day === undefined || isOfToday(filter, now)) return filter
  const { day: _, ...rest } = filter
  return rest
}
