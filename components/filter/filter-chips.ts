import { personName } from '#components/feed/rows/person-name.ts'
import type { Translate } from '#components/frame/language-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FilterNames } from './filter-names.ts'
import { rangeText } from './local-day.ts'

/** One condition in words; `keys` are the parts of the filter that go when it is taken away. */
export type FilterChip = { readonly keys: readonly (keyof FeedFilter)[]; readonly text: string }

/** The conditions that do not stand elsewhere on the screen, as the tab and the search do. */
export function filterChips(t: Translate, locale: string, filter: FeedFilter, names: FilterNames): FilterChip[] {
  const chips: FilterChip[] = []
  const add = (text: string, ...keys: (keyof FeedFilter)[]) => chips.push({ keys, text })
  const person = (id: number) => personName(t, { id, name: names.people.get(id) ?? '' })
  const { createdBy, assignedTo, stageId, categoryId, actor, source, from, to, unread } = filter
  if (createdBy !== undefined) add(t('filter.chip.createdBy', { name: person(createdBy) }), 'createdBy')
  if (assignedTo !== undefined) add(t('filter.chip.assignedTo', { name: person(assignedTo) }), 'assignedTo')
  if (stageId !== undefined)
    add(t('filter.chip.stage', { name: names.stages.get(stageId)?.name ?? t('name.unknown') }), 'stageId')
  if (categoryId !== undefined)
    add(t('filter.chip.category', { name: names.categories.get(categoryId)?.name ?? t('name.unknown') }), 'categoryId')
  if (actor !== undefined) add(t(`filter.actor.${actor}`), 'actor')
  if (source !== undefined) add(t(`filter.source.${source}`), 'source')
  if (from !== undefined || to !== undefined) add(rangeText(locale, from, to), 'from', 'to')
  if (unread !== undefined) add(t(unread ? 'filter.unread' : 'filter.read'), 'unread')
  return chips
}

/** The filter without some of its conditions. */
export function withoutKeys(filter: FeedFilter, keys: readonly (keyof FeedFilter)[]): FeedFilter {
  return Object.fromEntries(Object.entries(filter).filter(([key]) => !keys.includes(key as keyof FeedFilter)))
}
