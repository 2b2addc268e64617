import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { filterChips, withoutKeys } from './filter-chips.ts'
import type { FilterNames } from './filter-names.ts'

type ChipRowProps = {
  readonly filter: FeedFilter
  readonly names: FilterNames
  readonly onChange: (filter: FeedFilter) => void
}

/** The conditions in force, each with a way out, and one way out of all. */
export function ChipRow({ filter, names, onChange }: ChipRowProps) {
  const t = useText()
  const locale = useLocale()
  const chips = filterChips(t, locale, filter, names)
  return (
    <ul aria-label={t('filter.active')} className="flex flex-wrap items-center gap-1.5">
      {chips.map(({ keys, text }) => (
        <li key={keys[0]} data-testid="filter-chip" className="flex h-6 items-center rounded-full bg-tint ps-2.5 pe-1">
          <bdi className="max-w-64 truncate text-sm text-link" title={text}>
            {text}
          </bdi>
          <button
            type="button"
            aria-label={t('filter.remove', { condition: text })}
            onClick={() => onChange(withoutKeys(filter, keys))}
            className="ms-0.5 grid size-6 cursor-pointer place-items-center rounded-full text-link hover:bg-tint-strong"
          >
            <CloseIcon className="size-3.5" />
          </button>
        </li>
      ))}
      {chips.length > 1 ? (
        <li>
          <button
            type="button"
            onClick={() => onChange(filter.entityTypeId === undefined ? {} : { entityTypeId: filter.entityTypeId })}
            className="h-6 cursor-pointer rounded-full px-2 text-sm text-muted hover:bg-card"
          >
            {t('filter.clear')}
          </button>
        </li>
      ) : null}
    </ul>
  )
}
