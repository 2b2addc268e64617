import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { filterToParams } from '#lib/feed/filter-params.ts'
import type { MessageKey } from '#lib/language/translate.ts'
import { today } from './today.ts'

export type PresetView = { readonly id: string; readonly name: MessageKey; readonly filter: FeedFilter }

/** The views that everybody has, as Bitrix24's lists have them. */
export function presetViews(viewerId: number, now: Date): readonly PresetView[] {
  return [
    { id: 'mine', name: 'views.mine', filter: { assignedTo: viewerId } },
    { id: 'unassigned', name: 'views.unassigned', filter: { assignedTo: 0 } },
    { id: 'today', name: 'views.today', filter: today(now) },
    { id: 'robots', name: 'filter.actor.automation', filter: { actor: 'automation' } },
  ]
}

/** Whether two filters ask for the same, but for the tab. */
export function asksSame(one: FeedFilter, other: FeedFilter): boolean {
  const words = ({ entityTypeId: _, ...filter }: FeedFilter) => filterToParams(filter).toString()
  return words(one) === words(other)
}
