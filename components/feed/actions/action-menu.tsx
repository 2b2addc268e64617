import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { questionOf } from '#components/diagnostics/item-question.ts'
import { useText } from '#components/frame/language-provider.tsx'
import { useFramePath } from '#components/frame/use-frame-path.ts'
import { SpinnerIcon } from '#components/ui/icons.tsx'
import { entryLook } from '#components/ui/menu-button.tsx'
import { nextEntry } from '#components/ui/menu-keys.ts'
import { PageLink } from '#components/ui/page-link.tsx'
import { placeMenu } from '#components/ui/place-menu.ts'
import type { StageChoice } from '#lib/actions/next-stage.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Viewer } from '#lib/sessions/viewer.ts'
import { itemTitle } from '../rows/item-title.ts'
import { CommentIcon, SightIcon, StageIcon, TakeIcon, UnreadIcon } from './action-icons.tsx'
import { useNextStage } from './use-next-stage.ts'

type ActionMenuProps = {
  readonly item: FeedItem
  readonly anchor: HTMLElement
  readonly viewer: Viewer
  readonly isUnread: boolean
  readonly onTake: () => void
  readonly onMove: (to: StageChoice) => void
  readonly onComment: () => void
  readonly onMark: () => void
  readonly onClose: () => void
}

type EntryProps = {
  readonly icon: ReactNode
  readonly testId: string
  readonly isOff?: boolean
  readonly onChoose: () => void
  readonly children: ReactNode
}

function Entry({ icon, testId, isOff = false, onChoose, children }: EntryProps) {
  return (
    <button
      type="button"
      role="menuitem"
      data-testid={testId}
      tabIndex={-1}
      aria-disabled={isOff}
      onClick={isOff ? undefined : onChoose}
      className={entryLook}
    >
      <span className="shrink-0 text-body">{icon}</span>
      <span className="min-w-0">{children}</span>
    </button>
  )
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const at = entries.findIndex((entry) => entry.contains(document.activeElement))
  const next = nextEntry(event.key, at, entries.length)
  if (next === null && event.key !== 'Tab') return
  event.preventDefault()
  if (next === null) event.currentTarget.hidePopover()
  else entries[next]?.focus()
}

/** What may be done to one item, in the top layer beside its row. */
export function ActionMenu({ item, anchor, viewer, isUnread, onClose, ...on }: ActionMenuProps) {
  const t = useText()
  const menu = useRef<HTMLDivElement>(null)
  const next = useNextStage(item)
  const isMine = item.assignedTo?.id === viewer.userId
  const diagnostics = useFramePath()('diagnostics')

  useEffect(() => {
    const element = menu.current
    if (element === null) return
    element.showPopover()
    element.querySelector<HTMLElement>('[role=menuitem]')?.focus({ preventScroll: true })
    return () => anchor.focus({ preventScroll: true })
  }, [anchor])

  // biome-ignore lint/correctness/useExhaustiveDependencies: its size depends on what is known of the next stage
  useEffect(() => {
    if (menu.current !== null) placeMenu(menu.current, anchor)
  }, [anchor, next])

  return createPortal(
    <div
      ref={menu}
      popover="auto"
      role="menu"
      data-testid="action-menu"
      aria-label={t('act.more', { title: itemTitle(t, item.title) })}
      onToggle={(event) => event.newState === 'closed' && onClose()}
      onKeyDown={moveFocus}
      className="fixed inset-auto m-0 w-max min-w-52 max-w-[min(20rem,calc(100vw-1rem))] rounded-popup border border-divider bg-card py-2 shadow-popup"
    >
      <Entry icon={<TakeIcon className="size-5" />} testId="act-take" isOff={isMine} onChoose={on.onTake}>
        {t(isMine ? 'act.taken' : 'act.take')}
      </Entry>
      {next === null ? null : (
        <Entry
          icon={
            next === 'loading' ? <SpinnerIcon className="size-5" /> : <StageIcon className="size-5 rtl:-scale-x-100" />
          }
          testId="act-stage"
          isOff={next === 'loading'}
          onChoose={() => next !== 'loading' && on.onMove(next)}
        >
          {next === 'loading' ? t('act.stage.loading') : t('act.stage', { stage: next.name })}
        </Entry>
      )}
      <Entry icon={<UnreadIcon className="size-5" />} testId="act-unread" onChoose={on.onMark}>
        {t(isUnread ? 'feed.markRead' : 'feed.markUnread')}
      </Entry>
      {viewer.isAdmin ? (
        <PageLink
          href={`${diagnostics}&${questionOf(item)}`}
          role="menuitem"
          tabIndex={-1}
          data-testid="act-explain"
          onGo={onClose}
          className={entryLook}
        >
          <SightIcon className="size-5 shrink-0 text-body" />
          {t('act.explain')}
        </PageLink>
      ) : null}
      <Entry icon={<CommentIcon className="size-5" />} testId="act-comment" onChoose={on.onComment}>
        {t('act.comment')}
      </Entry>
    </div>,
    document.body,
  )
}
