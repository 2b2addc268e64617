import { useText } from '#components/frame/language-provider.tsx'
import { NewTabIcon } from '#components/ui/icons.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { ActionsButton } from '../actions/actions-button.tsx'

type RowActionsProps = {
  readonly item: FeedItem
  readonly address: string | null
  readonly isTabStop: boolean
  readonly onOpen: () => void
}

/** What can be done with an item, in room of its own at the end of its row, on hover or once the row has the focus; always under a finger. */
export function RowActions({ item, address, isTabStop, onOpen }: RowActionsProps) {
  const t = useText()
  return (
    <span
      data-testid="row-actions"
      className="absolute end-2 bottom-1.5 flex opacity-0 transition-opacity empty:hidden focus-within:opacity-100 group-has-focus-visible:opacity-100 group-hover:opacity-100 md:relative md:end-auto md:bottom-auto md:col-start-6 md:row-start-1 md:justify-end pointer-coarse:opacity-100 sm:end-4"
    >
      <ActionsButton item={item} isTabStop={isTabStop} onOpen={onOpen} />
      {address === null ? null : (
        <button
          type="button"
          tabIndex={isTabStop ? 0 : -1}
          aria-label={t('feed.action.newTab')}
          title={t('feed.action.newTab')}
          onClick={() => window.open(address, '_blank', 'noopener')}
          className="grid size-7 cursor-pointer place-items-center rounded-control text-body hover:bg-hover pointer-coarse:hidden"
        >
          <NewTabIcon className="size-[18px]" />
        </button>
      )}
    </span>
  )
}
