import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { isFinal } from '#components/frame/api-problem.ts'
import { useFrame } from '#components/frame/frame-provider.tsx'
import { useRefresher } from '#components/ui/use-refresher.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { maxRowMarks, type SeenChange } from '#lib/feed/seen-change.ts'
import { isUnread, laterOf, type SeenMarks, type UnreadCount } from '#lib/feed/seen-marks.ts'
import type { FeedTab } from '../state/feed-state.ts'
import { ActQueue } from './act-queue.ts'
import type { Marks } from './marks-context.ts'
import { laterMarks, withAllRead, withRowsMarked } from './seen-update.ts'

const REFRESH_GAP_MS = 2_000
const GLANCE_TIMEOUT_MS = 15_000
/** Back after so long, what came meanwhile is "new since you left". */
const LEFT_AFTER_MS = 20_000

/** Of the page: a screen that is left leaves its acts to be heard. */
const acts = new ActQueue()

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
  readonly marks: Marks
  /** Everything of a tab up to its newest item, `items` being what is known of it, was read. */
  readonly readAll: (tab: FeedTab, items: readonly FeedItem[]) => void
}

/** What the viewer has not seen yet, on this device or any other. */
export function useUnread(): UnreadPorts {
  const { api } = useFrame()
  const [unread, setUnread] = useState<Unread | null>(null)
  const busyUntil = useRef(0)
  const changes = useRef(0)
  const current = useRef(unread)
  current.current = unread

  const read = useCallback(async () => {
    const before = changes.current
    const { counts, seen } = await api.read('GET /api/feed/unread')
    // Of before the viewer's own change, which asks again once it is through.
    if (before !== changes.current && current.current !== null) return
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

  const send = useCallback(
    async (
      change: SeenChange,
      update: (known: Unread) => Pick<Unread, 'counts' | 'seen'>,
      fetching: { readonly signal?: AbortSignal } = {},
    ) => {
      await api.send('POST /api/feed/seen', { body: change, ...fetching })
      changes.current += 1
      setUnread((known) => known && { ...known, ...update(known) })
      refresh()
    },
    [api, refresh],
  )

  useEffect(() => {
    // Those of the screen before this one.
    if (!acts.isEmpty) acts.add(async () => refresh())
  }, [refresh])

  const tell = useCallback<typeof send>(
    (change, update) =>
      send(change, update).catch((error: unknown) => {
        // What is refused for good is not asked for ever.
        if (!isFinal(error)) throw error
      }),
    [send],
  )

  const marks = useMemo<Marks>(
    () => ({
      isUnread: (item) => current.current !== null && isUnread(item, current.current.seen),
      see(items) {
        const seen = items.map(({ position }) => position)
        acts.add(() => tell({ seen }, (known) => withRowsMarked(known, items, true)))
      },
      glance(items) {
        if (!acts.isEmpty || busyUntil.current > performance.now()) return
        busyUntil.current = performance.now() + GLANCE_TIMEOUT_MS
        const seen = items.slice(0, maxRowMarks.seen).map(({ position }) => position)
        const signal = AbortSignal.timeout(GLANCE_TIMEOUT_MS)
        const told = acts.glance(() => send({ seen }, (known) => withRowsMarked(known, items, true), { signal }))
        told.then(
          () => {
            busyUntil.current = 0
          },
          // Told again, but not at once, as long as the rows are on the screen.
          () => undefined,
        )
      },
      unsee(item) {
        acts.add(() => tell({ unread: [item.position] }, (known) => withRowsMarked(known, [item], false)))
      },
    }),
    [send, tell],
  )

  const readAll = useCallback<UnreadPorts['readAll']>(
    (tab, items) => {
      const revision = items.reduce((newest, { position }) => laterOf(newest, position), '0')
      const change = { revision, ...(tab === 'all' ? {} : { entityTypeId: tab }) }
      acts.add(() => tell(change, (known) => withAllRead(known, change, items)))
    },
    [tell],
  )

  return { unread, refresh, marks, readAll }
}

/** Whether any of this tab is unread, and how much; null for nothing. */
export function unreadOf(unread: Unread | null, tab: FeedTab): { count: number; isCapped: boolean } | null {
  const counts = unread?.counts.filter(({ entityTypeId }) => tab === 'all' || tab === entityTypeId) ?? []
  const count = counts.reduce((total, each) => total + each.count, 0)
  return count === 0 ? null : { count, isCapped: counts.some(({ isCapped }) => isCapped) }
}
