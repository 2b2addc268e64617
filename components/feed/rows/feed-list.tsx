import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useVirtualRows } from '#components/list/use-virtual-rows.ts'
import type { SeenMarks } from '#lib/feed/seen-marks.ts'
import type { Fold } from '#lib/insight/folding.ts'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import type { Watch } from '#lib/watches/watch.ts'
import { FeedEmpty } from '../notices/feed-empty.tsx'
import { isPaused } from '../notices/is-paused.ts'
import { feedLines, nextRow } from '../state/feed-lines.ts'
import { isLimited, reachOf } from '../state/feed-reach.ts'
import { isNarrowed, tabOf } from '../state/feed-state.ts'
import type { Feed } from '../state/use-feed.ts'
import { useMarkSeen } from '../unread/use-mark-seen.ts'
import { useFeedKeys } from '../use-feed-keys.ts'
import { FeedRows } from './feed-rows.tsx'
import { ListEnd } from './list-end.tsx'
import { NewItemsPill } from './new-items-pill.tsx'
import { useHold } from './use-hold.ts'
import { useRowFocus } from './use-row-focus.ts'

/** Further down than this one reads, and what is new waits. */
const READING_FROM_PX = 24
const NARROW_PX = 768
/** What the foot of the list takes. */
const END_PX = 56
/** More at once jump instead of sliding. */
const SLIDE_AT_MOST = 3

type FeedListProps = {
  readonly feed: Feed
  readonly watches: readonly Watch[]
  readonly viewer: FrameSession['viewer']
  readonly portalAddress: string
  /** What the viewer has seen, now and when last coming back; null before it is known. */
  readonly seen: SeenMarks | null
  readonly left: SeenMarks | null
  readonly onReset: () => void
  readonly onSearch: () => void
  readonly onHelp: () => void
}

function estimatePx(widthPx: number): number {
  return widthPx < NARROW_PX ? 92 : 66
}

function openedWith(opened: ReadonlySet<string>, fold: Fold, isOpen: boolean): ReadonlySet<string> {
  const next = new Set(opened)
  // Opened by any of its items: the fold's own key changes when older items join it.
  if (isOpen) next.add(fold.key)
  else for (const item of fold.items) next.delete(item.id)
  return next
}

/** The rows, newest first. It alone scrolls. */
export function FeedList({ feed, watches, viewer, portalAddress, seen, left, ...on }: FeedListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const { state, release, readOlder } = feed
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const lines = useMemo(() => feedLines(state.items, opened, left), [state.items, opened, left])
  const keys = useMemo(() => lines.map((line) => line.key), [lines])
  const { activeKey, focus, onFocus } = useRowFocus(list)
  const maySlide = state.fresh.size > 0 && state.fresh.size <= SLIDE_AT_MOST
  const options = { keys, scroller, estimatePx, keepFromPx: READING_FROM_PX, pinnedKey: activeKey, maySlide }
  const virtual = useVirtualRows(options)
  const { toTop, reveal } = virtual
  useMarkSeen(list, lines, seen)
  const hold = useHold(feed, scroller, READING_FROM_PX)
  const tab = tabOf(state.filter)
  const isWhole = state.nextCursor === null && !isNarrowed(state.filter)
  const reach = useMemo(
    () => (isWhole ? reachOf(viewer, watches, { tab, items: state.items }) : 'all'),
    [isWhole, viewer, watches, tab, state.items],
  )
  const totalPx = virtual.offsets[lines.length] ?? 0
  const toggle = useCallback((fold: Fold, isOpen: boolean) => setOpened((known) => openedWith(known, fold, isOpen)), [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the filter is the occasion, not an input
  useLayoutEffect(toTop, [state.filter])

  function showNew(): void {
    release()
    toTop()
    scroller.current?.focus({ preventScroll: true })
  }

  const active = activeKey === null ? -1 : keys.indexOf(activeKey)
  const first = nextRow(lines, virtual.firstVisible, 1)

  function move(step: 1 | -1): void {
    const index = active === -1 ? first : nextRow(lines, active + step, step)
    const key = keys[index]
    if (key === undefined) return
    reveal(index)
    focus(key)
  }

  useFeedKeys({ next: () => move(1), previous: () => move(-1), showNew, search: on.onSearch, help: on.onHelp })

  return (
    <>
      <NewItemsPill count={state.waiting.length} onClick={showNew} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it only takes note of where the focus is */}
      <div
        ref={scroller}
        data-testid="feed-list"
        tabIndex={-1}
        onScroll={hold.onScroll}
        onFocus={(event) => {
          onFocus(event)
          hold.onFocus(event)
        }}
        onBlur={hold.onBlur}
        className="thin-scrollbar relative h-full overflow-x-hidden overflow-y-auto overscroll-contain outline-none [overflow-anchor:none]"
      >
        {lines.length === 0 ? (
          <FeedEmpty
            typeTitle={watches.find((watch) => watch.entityTypeId === tab)?.title ?? null}
            isLimited={isLimited(viewer, watches, tab)}
            isPaused={isPaused(feed.status)}
            onReset={isNarrowed(state.filter) ? on.onReset : null}
          />
        ) : (
          <div className="relative" style={{ height: totalPx + END_PX }}>
            <FeedRows
              list={list}
              lines={lines}
              virtual={virtual}
              tabStop={keys[active === -1 ? first : active] ?? null}
              fresh={state.fresh}
              seen={seen}
              isBusy={state.firstPage === 'loading'}
              isAllTypes={tab === 'all'}
              watches={watches}
              isAdmin={viewer.isAdmin}
              portalAddress={portalAddress}
              onToggle={toggle}
            />
            <div className="absolute inset-x-0 top-0" style={{ transform: `translateY(${totalPx}px)` }}>
              <ListEnd
                state={state}
                reach={reach}
                isUnsure={isPaused(feed.status)}
                scroller={scroller}
                onNear={readOlder}
              />
            </div>
          </div>
        )}
      </div>
    </>
  )
}
