import { useEffect, useEffectEvent } from 'react'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { isUnread } from '#lib/feed/seen-marks.ts'
import { type FeedState, isNarrowed, tabOf } from '../state/feed-state.ts'
import type { UnreadPorts } from './use-unread.ts'

/** So long a row must have been on the screen to count as seen. */
const DWELL_MS = 1_500

/** Tells the server what the viewer has seen: the newest row, after a moment on a visible page, at the top of the list. */
export function useMarkSeen({ unread, see }: UnreadPorts, state: FeedState): void {
  const [newest] = state.items
  // A filter hides rows, and what is hidden is not seen: only whole tabs are.
  const isShown = !state.isHolding && state.firstPage === 'idle' && !isNarrowed(state.filter)
  const isNew = isShown && newest !== undefined && unread !== null && isUnread(newest, unread.seen)

  const shown = useEffectEvent((): FeedItem | null => {
    return isNew && document.visibilityState === 'visible' ? newest : null
  })
  const tell = useEffectEvent((item: FeedItem) => see(tabOf(state.filter), item))

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter begins anew
  useEffect(() => {
    if (!isNew) return
    let noted = shown()
    const timer = setInterval(() => {
      const now = shown()
      if (noted !== null && now !== null) tell(noted)
      noted = now
    }, DWELL_MS)
    return () => clearInterval(timer)
  }, [isNew, state.filter])
}
