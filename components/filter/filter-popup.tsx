import { CSPProvider } from '@base-ui/react/csp-provider'
import { Popover } from '@base-ui/react/popover'
import type { RefObject } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { FilterForm } from './filter-form.tsx'
import type { FilterNames } from './filter-names.ts'
import { SavedViews } from './saved-views.tsx'

type FilterPopupProps = {
  readonly anchor: RefObject<HTMLElement | null>
  readonly filter: FeedFilter
  readonly names: FilterNames
  readonly watches: readonly Watch[]
  readonly onApply: (filter: FeedFilter) => void
  readonly onClose: () => void
}

function isOpener(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[aria-haspopup=dialog]') !== null
}

/** Everything one may filter by, and the viewer's own named filters. Open for as long as it is drawn. */
export function FilterPopup({ anchor, filter, names, watches, onApply, onClose }: FilterPopupProps) {
  const t = useText()

  function apply(wanted: FeedFilter): void {
    onApply(wanted)
    onClose()
  }

  return (
    <CSPProvider disableStyleElements>
      <Popover.Root
        open
        onOpenChange={(isOpen, { event, cancel }) => {
          // The button that opened it closes it by itself.
          if (isOpener(event.target)) cancel()
          else if (!isOpen) onClose()
        }}
      >
        <Popover.Portal>
          <Popover.Positioner anchor={anchor} align="start" sideOffset={6} collisionPadding={8} className="z-20">
            <Popover.Popup
              aria-label={t('filter.open')}
              data-testid="filter-popup"
              className="relative grid max-h-(--available-height) w-[min(680px,var(--available-width))] overflow-y-auto rounded-popup bg-card shadow-popup outline-none has-[[data-testid=saved-views]]:sm:grid-cols-[190px_minmax(0,1fr)]"
            >
              <SavedViews filter={filter} onApply={apply} />
              <FilterForm filter={filter} names={names} watches={watches} onApply={apply} />
            </Popover.Popup>
          </Popover.Positioner>
        </Popover.Portal>
      </Popover.Root>
    </CSPProvider>
  )
}
