import { type RefObject, useEffect, useRef } from 'react'
import { useText } from '#components/frame/language-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import { SpinnerIcon } from '#components/ui/icons.tsx'
import type { FeedReach } from '../state/feed-reach.ts'
import { type FeedState, MAX_ROWS } from '../state/feed-state.ts'

const READ_AHEAD = '600px'

const ends = { all: 'feed.end', limited: 'feed.end.limited', own: 'feed.end.own' } as const

type ListEndProps = {
  readonly state: FeedState
  /** How much of the feed the rows are, once all of them are here. */
  readonly reach: FeedReach
  /** More may be there than anybody knows. */
  readonly isUnsure: boolean
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly onNear: () => void
}

/** The foot of the list: reads on when it comes near the screen, and says what there is when there is no more. */
export function ListEnd({ state, reach, isUnsure, scroller, onNear }: ListEndProps) {
  const t = useText()
  const foot = useRef<HTMLDivElement>(null)
  const mayReadOn = state.nextCursor !== null && state.olderPage === 'idle' && state.firstPage === 'idle'

  useEffect(() => {
    if (!mayReadOn || foot.current === null) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), {
      root: scroller.current,
      rootMargin: READ_AHEAD,
    })
    observer.observe(foot.current)
    return () => observer.disconnect()
  }, [mayReadOn, onNear, scroller])

  return (
    <div ref={foot} className="flex h-14 items-center justify-center gap-3 px-4 py-3 text-sm text-muted">
      {state.olderPage === 'failed' ? (
        <>
          {t('feed.loadFailed')}
          <Button kind="outline" onClick={onNear}>
            {t('action.retry')}
          </Button>
        </>
      ) : state.isCut ? (
        t('feed.limit', { count: MAX_ROWS })
      ) : state.nextCursor === null ? (
        t(isUnsure ? 'feed.endKnown' : ends[reach])
      ) : (
        <>
          <SpinnerIcon className="size-5" />
          <span className="sr-only">{t('feed.loadingMore')}</span>
        </>
      )}
    </div>
  )
}
