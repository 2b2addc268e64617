import type { Translate } from '#components/frame/language-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { chipText, wordedKeys } from './condition-words.ts'
import type { FilterNames } from './filter-names.ts'
import { rangeText } from './local-day.ts'
import { isOfToday } from './today.ts'

/** One condition in words; `keys` are the parts of the filter that go when it is taken away. */
export type FilterChip = { readonly keys: readonly (keyof FeedFilter)[]; readonly text: string }

/** The conditions that do not stand elsewhere on the screen, as the tab and the search do. */
export function filterChips(t: Translate, locale: string, filter: FeedFilter, names: FilterNames): FilterChip[] {
  const chips: FilterChip[] = wordedKeys.flatMap((key) => {
    const text = chipText({ t, locale, names }, key, filter)
    return text === null ? [] : [{ keys: [key], text }]
  })
  const add = (text: string, ...keys: (keyof FeedFilter)[]) => chips.push({ keys, text })
  const { from, to, unread } = filter
  const range = () => (isOfToday(filter, new Date()) ? t('views.today') : rangeText(locale, from, to))
  if (from !== undefined || to !== undefined) add(range(), 'from', 'to', 'day')
  if (unread !== undefined) add(t(unread ? 'filter.unread' : 'filter.read'), 'unread')
  return chips
}

/** The filter without some of its conditions. */
export function withoutKeys(filter: FeedFilter, keys: readonly (keyof FeedFilter)[]): FeedFilter {
  return Object.fromEntries(Object.entries(filter).filter(([key]) => !keys.includes(key as keyof FeedFilter)))
}
