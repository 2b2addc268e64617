import { useCallback, useEffect, useRef, useState } from 'react'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { useRefresher } from '#components/ui/use-refresher.ts'
import type { SeenMarks, UnreadCount } from '#lib/feed/seen-marks.ts'
import type { FeedTab } from '../state/feed-state.ts'
import { laterMarks, withSeen } from './seen-update.ts'

const REFRESH_GAP_MS = 2_000
const SEE_TIMEOUT_MS = 15_000
/** Back after so long, what came meanwhile is "new since you left". */
const LEFT_AFTER_MS = 20_000

export type Unread = {
  readonly counts: readonly UnreadCount[]
  readonly seen: SeenMarks
  /** What had been seen when the viewer last came back to the feed. */
  readonly left: SeenMarks
}

export type UnreadPorts = {
  /** Null until it is known, and where the server keeps no marks. */
  readonly unread: Unread | null
  /** Soon asks for the counts again; may be called as often as anything happens. */
  readonly refresh: () => void
  /** The viewer has this item of this tab on the screen, and with it all that is below. */
  readonly see: (tab: FeedTab, item: { readonly entityTypeId: number; readonly position: string }) => void
}

/** What the viewer has not seen yet, on this device or any other. */
export function useUnread(): UnreadPorts {
  const { api } = useFrame()
  const [unread, setUnread] = useState<Unread | null>(null)
  const busyUntil = useRef(0)

  const read = useCallback(async () => {
    const { counts, seen } = await api.read('GET /api/feed/unread')
    setUnread((known) => ({
      counts,
      seen: known === null ? seen : laterMarks(known.seen, seen),
      left: known?.left ?? seen,
    }))
  }, [api])

  const { insist, refresh } = useRefresher(read, REFRESH_GAP_MS)
  useEffect(insist, [insist])

  useEffect(() => {
    let hiddenAt = 0
    const note = () => {
      if (document.visibilityState === 'hidden') {
        hiddenAt = performance.now()
        return
      }
      if (performance.now() - hiddenAt > LEFT_AFTER_MS) setUnread((known) => known && { ...known, left: known.seen })
      refresh()
    }
    document.addEventListener('visibilitychange', note)
    return () => document.removeEventListener('visibilitychange', note)
  }, [refresh])

  const see = useCallback<UnreadPorts['see']>(
    (tab, item) => {
      if (busyUntil.current > performance.now()) return
      busyUntil.current = performance.now() + SEE_TIMEOUT_MS
      const body = { revision: item.position, ...(tab === 'all' ? {} : { entityTypeId: tab }) }
      api.send('POST /api/feed/seen', { body }).then(
        () => {
          busyUntil.current = 0
          setUnread((known) => known && { ...known, ...withSeen(known, tab, item.position) })
          refresh()
        },
        // Told again, but not at once, as long as the row is on the screen.
        () => undefined,
      )
    },
    [api, refresh],
  )

  return { unread, refresh, see }
}

/** Whether any of this tab is unread, and how much; null for nothing. */
export function unreadOf(unread: Unread | null, tab: FeedTab): { count: number; isCapped: boolean } | null {
  const counts = unread?.counts.filter(({ entityTypeId }) => tab === 'all' || tab === entityTypeId) ?? []
  const count = counts.reduce((total, each) => total + each.count, 0)
  return count === 0 ? null : { count, isCapped: counts.some(({ isCapped }) => isCapped) }
}
