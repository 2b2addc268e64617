import { CSPProvider } from '@base-ui/react/csp-provider'
import { Popover } from '@base-ui/react/popover'
import { type RefObject, useEffect, useRef } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { FilterForm } from './filter-form.tsx'
import { FilterViews } from './filter-views.tsx'
import { useFilterNames } from './use-filter-names.ts'

type FilterPopupProps = {
  readonly anchor: RefObject<HTMLElement | null>
  /** Whoever opened it by a click into the field goes on typing there. */
  readonly takesFocus: boolean
  readonly viewerId: number
  readonly filter: FeedFilter
  readonly items: readonly FeedItem[]
  readonly watches: readonly Watch[]
  readonly onApply: (filter: FeedFilter) => void
  readonly onClose: () => void
}

/** Where an event that would close the popup leads to. */
function goalOf(event: Event): EventTarget | null {
  return event instanceof FocusEvent ? event.relatedTarget : event.target
}

/** Everything one may filter by, and the named filters. Open for as long as it is drawn. */
export function FilterPopup(props: FilterPopupProps) {
  const { anchor, takesFocus, viewerId, filter, items, watches, onApply, onClose } = props
  const t = useText()
  const popup = useRef<HTMLDivElement>(null)
  const names = useFilterNames({ items, filter, isWhole: true })

  useEffect(() => {
    if (takesFocus) popup.current?.focus()
  }, [takesFocus])

  function apply(wanted: FeedFilter): void {
    onApply(wanted)
    onClose()
  }

  return (
    <CSPProvider disableStyleElements>
      <Popover.Root
        open
        onOpenChange={(isOpen, { event, cancel }) => {
          const goal = goalOf(event)
          // The field that opened it goes on with it, and its button closes it by itself.
          if (event.type !== 'keydown' && goal instanceof Node && anchor.current?.contains(goal)) cancel()
          else if (!isOpen) onClose()
        }}
      >
        <Popover.Portal>
          <Popover.Positioner anchor={anchor} align="start" sideOffset={6} collisionPadding={8} className="z-20">
            <Popover.Popup
              ref={popup}
              initialFocus={takesFocus ? popup : false}
              aria-label={t('filter.open')}
              data-testid="filter-popup"
              className="relative grid max-h-(--available-height) w-[min(680px,var(--available-width))] overflow-y-auto rounded-popup bg-card shadow-popup outline-none sm:grid-cols-[190px_minmax(0,1fr)]"
            >
              <FilterViews viewerId={viewerId} filter={filter} onApply={apply} />
              <FilterForm
                key={JSON.stringify(filter)}
                filter={filter}
                names={names}
                watches={watches}
                onApply={apply}
              />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </CSPProvider>
  )
}
