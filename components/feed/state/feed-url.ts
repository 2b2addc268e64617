import { renewedFilter } from '#components/filter/today.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { filterFromParams, filterToParams } from '#lib/feed/filter-params.ts'
import { portalThemeParameter } from '#lib/preferences/theme.ts'

/** What this page was last narrowed to: back from another screen, whose address knows nothing of it, the feed is as it was. */
let shown: FeedFilter = {}

/** The filter that stands in the frame's address, where an opening or a link put it, or else the one that was there last. */
export function filterOfAddress(): FeedFilter {
  const asked = filterFromParams(new URLSearchParams(window.location.search))
  if (Object.keys(asked).length > 0) shown = renewedFilter(asked, new Date())
  return shown
}

/** Puts the filter into the frame's address, so that a reload of the frame keeps it; the language and the theme stay there too. */
export function writeToAddress(filter: FeedFilter): void {
  shown = filter
  const query = filterToParams(filter)
  const before = new URLSearchParams(window.location.search)
  for (const name of ['lang', 'theme', portalThemeParameter]) {
    const value = before.get(name)
    if (value !== null) query.set(name, value)
  }
  const search = query.size === 0 ? '' : `?${query}`
  window.history.replaceState(window.history.state, '', window.location.pathname + search)
}
