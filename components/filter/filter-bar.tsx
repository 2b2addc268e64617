import { type Ref, useRef, useState } from 'react'
import { useAskedPart } from '#components/toasts/use-asked-part.ts'
import { useLazyPart } from '#components/ui/use-lazy-part.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { countConditions } from './count-conditions.ts'
import { FilterField, type Opener } from './filter-field.tsx'

type FilterBarProps = {
  readonly viewerId: number
  readonly filter: FeedFilter
  readonly items: readonly FeedItem[]
  readonly watches: readonly Watch[]
  readonly input: Ref<HTMLInputElement>
  readonly onChange: (filter: FeedFilter) => void
}

/** What the feed is narrowed to. Beyond the one field everything is fetched when it is first needed. */
export function FilterBar({ viewerId, filter, items, watches, input, onChange }: FilterBarProps) {
  const field = useRef<HTMLDivElement>(null)
  const [opener, setOpener] = useState<Opener | null>(null)
  const conditions = countConditions(filter)
  const close = () => setOpener(null)
  const FilterPopup = useAskedPart(opener !== null, async () => (await import('./filter-popup.tsx')).FilterPopup, close)
  const ChipRow = useLazyPart(conditions > 0, async () => (await import('./chip-row.tsx')).ChipRow)

  return (
    <>
      <FilterField
        field={field}
        filter={filter}
        conditions={conditions}
        chips={ChipRow === null ? null : <ChipRow filter={filter} items={items} onChange={onChange} />}
        isOpen={opener !== null}
        input={input}
        onChange={onChange}
        onOpen={setOpener}
      />
      {FilterPopup === null ? null : (
        <FilterPopup
          anchor={field}
          takesFocus={opener === 'keys'}
          viewerId={viewerId}
          filter={filter}
          items={items}
          watches={watches}
          onApply={onChange}
          onClose={close}
        />
      )}
    </>
  )
}
