import { useText } from '#components/frame/language-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { asksSame, presetViews } from './preset-views.ts'
import { SavedViews } from './saved-views.tsx'
import { renewedFilter } from './today.ts'

type FilterViewsProps = {
  readonly viewerId: number
  readonly filter: FeedFilter
  readonly onApply: (filter: FeedFilter) => void
}

/** The named filters beside the form: those that everybody has, for the tab that is open, and below them the viewer's own. */
export function FilterViews({ viewerId, filter, onApply }: FilterViewsProps) {
  const t = useText()
  const { entityTypeId } = filter
  return (
    <div className="flex min-w-0 flex-col gap-3 bg-page/60 p-3 sm:p-4">
      <ul aria-label={t('views.presets')} className="flex flex-wrap gap-1 sm:flex-col">
        {presetViews(viewerId, new Date()).map((view) => (
          <li key={view.id}>
            <button
              type="button"
              data-testid="preset-view"
              data-view={view.id}
              aria-pressed={asksSame(view.filter, filter)}
              onClick={() => onApply({ ...(entityTypeId !== undefined && { entityTypeId }), ...view.filter })}
              className="w-full cursor-pointer rounded-sm px-2 py-1.5 text-start text-base text-strong hover:bg-card aria-pressed:bg-tint aria-pressed:text-link"
            >
              {t(view.name)}
            </button>
          </li>
        ))}
      </ul>
      <SavedViews filter={filter} onApply={(wanted) => onApply(renewedFilter(wanted, new Date()))} />
    </div>
  )
}
