import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { filterFromParams, filterToParams } from '#lib/feed/filter-params.ts'

/** The filter that stands in the frame's address. */
export function filterOfAddress(): FeedFilter {
  return filterFromParams(new URLSearchParams(window.location.search))
}

/** Puts the filter into the frame's address, so that a reload keeps it; the language stays there too. */
export function writeToAddress(filter: FeedFilter): void {
  const query = filterToParams(filter)
  const language = new URLSearchParams(window.location.search).get('lang')
  if (language !== null) query.set('lang', language)
  const search = query.size === 0 ? '' : `?${query}`
  window.history.replaceState(window.history.state, '', window.location.pathname + search)
}
