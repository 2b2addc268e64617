import { useLocale, useText } from '#components/frame/language-provider.tsx'
import { CloseIcon } from '#components/ui/icons.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { filterChips, withoutKeys } from './filter-chips.ts'
import { useFilterNames } from './use-filter-names.ts'

type ChipRowProps = {
  readonly filter: FeedFilter
  readonly items: readonly FeedItem[]
  readonly onChange: (filter: FeedFilter) => void
}

/** The conditions in force, each with a way out: they flow with the words that are typed beside them. */
export function ChipRow({ filter, items, onChange }: ChipRowProps) {
  const t = useText()
  const locale = useLocale()
  const isWhole = filter.stageId !== undefined || filter.categoryId !== undefined
  const names = useFilterNames({ items, filter, isWhole })
  return (
    <ul aria-label={t('filter.active')} className="contents">
      {filterChips(t, locale, filter, names).map(({ keys, text }) => (
        <li
          key={keys[0]}
          data-testid="filter-chip"
          className="flex h-6 max-w-full min-w-0 items-center rounded-sm bg-tint ps-2"
        >
          <bdi className="max-w-56 truncate sm:max-w-80 text-sm text-link" title={text}>
            {text}
          </bdi>
          <button
            type="button"
            aria-label={t('filter.remove', { condition: text })}
            onClick={() => onChange(withoutKeys(filter, keys))}
            className="grid size-6 shrink-0 cursor-pointer place-items-center rounded-sm text-link hover:bg-tint-strong"
          >
            <CloseIcon className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  )
}
