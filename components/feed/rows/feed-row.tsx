import { type MouseEvent, memo, use, useState } from 'react'
import { cardAddress } from '#components/frame/card-address.ts'
import { useText } from '#components/frame/language-provider.tsx'
import { openCard } from '#components/frame/open-card.ts'
import { showToast } from '#components/toasts/toast-store.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { useShownItem } from '../actions/overlay-store.ts'
import { MarksContext } from '../unread/marks-context.ts'
import { UnreadDot } from '../unread/unread-dot.tsx'
import { ClosedMark } from './closed-mark.tsx'
import { CreatorMark } from './creator-mark.tsx'
import { ItemChanges } from './item-changes.tsx'
import { ItemDetails } from './item-details.tsx'
import { ItemMarks } from './item-marks.tsx'
import { ItemTime } from './item-time.tsx'
import { itemTitle } from './item-title.ts'
import { RecoveredMark } from './recovered-mark.tsx'
import { RowActions } from './row-actions.tsx'
import { itemColumns } from './row-grid.ts'
import { useAttention } from './use-attention.ts'
import { useClosedCard } from './use-closed-card.ts'

type FeedRowProps = {
  readonly item: FeedItem
  readonly portalAddress: string
  /** Named where rows of several types stand together. */
  readonly typeTitle: string | null
  readonly isFresh: boolean
  readonly isUnread: boolean
  /** The feed shows it to everybody, and the CRM perhaps not to this viewer. */
  readonly mayBeClosed: boolean
  /** Of an open fold: set in. */
  readonly isFolded: boolean
  /** The one row that the Tab key stops at. */
  readonly isTabStop: boolean
}

function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
}

/** One item. The whole row is its link: a click opens the card in the portal's slider, a middle click in a tab. */
export const FeedRow = memo(function FeedRow({
  item: stored,
  portalAddress,
  typeTitle,
  isTabStop,
  ...looks
}: FeedRowProps) {
  const t = useText()
  const item = useShownItem(stored)
  const { isUnread, see } = use(MarksContext)
  // A row that is drawn again after it was scrolled away has not just arrived.
  const [isArriving] = useState(looks.isFresh)
  const { isClosed, look } = useClosedCard(stored, looks.mayBeClosed)
  const attention = useAttention(look)
  const address = cardAddress(portalAddress, item.url)
  const title = itemTitle(t, item.title)

  function open(event: MouseEvent): void {
    if (address === null || !isPlainClick(event)) return
    event.preventDefault()
    if (isClosed) {
      sayClosed(address)
      return
    }
    if (isUnread(item)) see([item])
    openCard(address)
  }

  /** Whoever knows better, since the CRM may have changed its mind, goes there all the same. */
  function sayClosed(card: string): void {
    const action = { label: t('feed.action.newTab'), run: () => window.open(card, '_blank', 'noopener') }
    showToast({ kind: 'info', text: t('feed.closed.hint'), action })
  }

  return (
    <div
      {...attention}
      data-testid="feed-row"
      data-entity-type-id={item.entityTypeId}
      data-item-id={item.itemId}
      data-source={item.source}
      data-actor={item.actor}
      data-assigned-to={item.assignedTo?.id}
      data-stage-id={item.stage?.id}
      data-unread={looks.isUnread}
      className={`group relative grid ${itemColumns} items-center gap-x-3 border-b border-divider bg-card py-3 pe-4 hover:bg-hover has-[a[data-row-link]:focus-visible]:outline-2 has-[a[data-row-link]:focus-visible]:-outline-offset-2 has-[a[data-row-link]:focus-visible]:outline-primary sm:pe-[22px] ${looks.isFolded ? 'ps-8 sm:ps-12' : 'ps-4 sm:ps-[22px]'} ${isArriving ? 'motion-safe:animate-arrive' : ''}`}
    >
      {looks.isUnread ? <UnreadDot isFolded={looks.isFolded} /> : null}
      <span className="row-span-2 self-start md:row-span-1 md:self-center">
        <CreatorMark item={item} portalAddress={portalAddress} />
      </span>
      <div className="grid min-w-0 grid-cols-1 gap-0.5">
        <a
          href={address ?? undefined}
          target="_blank"
          rel="noopener"
          title={title}
          data-row-link=""
          tabIndex={isTabStop ? 0 : -1}
          onClick={open}
          dir="auto"
          className="text-base font-medium max-sm:line-clamp-2 max-sm:break-words sm:truncate text-strong outline-none after:absolute after:inset-0 rtl:text-right"
        >
          {title}
        </a>
        <div className="flex min-w-0 items-center gap-2">
          <ItemDetails item={item} typeTitle={typeTitle} />
          <RecoveredMark item={item} />
          {isClosed ? <ClosedMark /> : null}
        </div>
        {item.changes === null ? null : <ItemChanges changes={item.changes} />}
      </div>
      <span className="self-start pt-px text-end md:col-start-5 md:row-start-1 md:self-center md:pt-0">
        <ItemTime at={item.createdAt} />
      </span>
      <ItemMarks item={item} />
      {isClosed ? null : <RowActions item={item} address={address} isTabStop={isTabStop} onOpen={look} />}
    </div>
  )
})
