import { type Ref, useEffect, useRef, useState } from 'react'
import { useAskedPart } from '#components/toasts/use-asked-part.ts'
import { useLazyPart } from '#components/ui/use-lazy-part.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { countConditions } from './count-conditions.ts'
import { FilterField } from './filter-field.tsx'
import { type FilterNames, noNames, withNames } from './filter-names.ts'

type FilterBarProps = {
  readonly filter: FeedFilter
  readonly items: readonly FeedItem[]
  readonly watches: readonly Watch[]
  readonly input: Ref<HTMLInputElement>
  readonly onChange: (filter: FeedFilter) => void
}

/** What the feed is narrowed to. Beyond the one field everything is fetched when it is first needed. */
export function FilterBar({ filter, items, watches, input, onChange }: FilterBarProps) {
  const field = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [names, setNames] = useState<FilterNames>(noNames)
  const conditions = countConditions(filter)
  const isNarrowed = conditions > 0
  const FilterPopup = useAskedPart(
    isOpen,
    async () => (await import('./filter-popup.tsx')).FilterPopup,
    () => setOpen(false),
  )
  const ChipRow = useLazyPart(isNarrowed, async () => (await import('./chip-row.tsx')).ChipRow)

  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come meanwhile need not be looked through each time
  useEffect(() => {
    if (isOpen || isNarrowed) setNames((known) => withNames(known, items))
  }, [isOpen, isNarrowed, filter, items.length === 0])

  return (
    <div ref={field} className="grid gap-1.5">
      <FilterField
        filter={filter}
        conditions={conditions}
        isOpen={isOpen}
        input={input}
        onChange={onChange}
        onOpen={setOpen}
      />
      {isNarrowed ? (
        <div className="min-h-6">
          {ChipRow === null ? null : <ChipRow filter={filter} names={names} onChange={onChange} />}
        </div>
      ) : null}
      {FilterPopup === null ? null : (
        <FilterPopup
          anchor={field}
          filter={filter}
          names={names}
          watches={watches}
          onApply={onChange}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  )
}
