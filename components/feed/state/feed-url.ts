import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { filterFromParams, filterToParams } from '#lib/feed/filter-params.ts'

/** The filter that stands in the frame's address. */
export function filterOfAddress(): FeedFilter {
  return filterFromParams(new URLSearchParams(window.location.search))
}

/** Puts the filter into the frame's address, so that a reload keeps it; the language and the theme stay there too. */
export function writeToAddress(filter: FeedFilter): void {
  const query = filterToParams(filter)
  const before = new URLSearchParams(window.location.search)
  for (const name of ['lang', 'theme']) {
    const value = before.get(name)
    if (value !== null) query.set(name, value)
  }
  const search = query.size === 0 ? '' : `?${query}`
  window.history.replaceState(window.history.state, '', window.location.pathname + search)
}
