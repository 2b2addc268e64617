import { type MouseEvent, use } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { DotsIcon } from '#components/ui/icons.tsx'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { itemTitle } from '../rows/item-title.ts'
import { ActionsContext } from './actions-provider.tsx'
import { isSamePress, showMenu } from './menu-store.ts'

type ActionsButtonProps = { readonly item: FeedItem; readonly isTabStop: boolean; readonly onOpen: () => void }

/**
 * The button that offers what may be done to an item in the CRM. Absent where the app may not act. The keys `A` and Menu
 * press the one of the row that has the focus.
 */
export function ActionsButton({ item, isTabStop, onOpen }: ActionsButtonProps) {
  const t = useText()

  function press({ currentTarget: anchor, detail }: MouseEvent<HTMLElement>): void {
    // A key has no such trouble.
    if (detail !== 0 && isSamePress(anchor)) return
    showMenu({ item, anchor })
    onOpen()
  }

  if (!use(ActionsContext)) return null
  return (
    <button
      type="button"
      data-row-actions=""
      data-testid="open-actions"
      tabIndex={isTabStop ? 0 : -1}
      aria-haspopup="menu"
      aria-label={t('act.more', { title: itemTitle(t, item.title) })}
      title={t('act.more.hint')}
      onClick={press}
      className="grid size-7 cursor-pointer place-items-center rounded-control text-body hover:bg-hover pointer-coarse:size-9"
    >
      <DotsIcon className="size-[18px]" />
    </button>
  )
}
