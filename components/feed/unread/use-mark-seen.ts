import { type RefObject, use, useEffect, useEffectEvent, useMemo, useRef } from 'react'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { isUnread, type SeenMarks } from '#lib/feed/seen-marks.ts'
import type { FeedLine } from '../state/feed-lines.ts'
import { type Attention, followAttention } from './attention.ts'
import { lookAtRows } from './look-at-rows.ts'
import { MarksContext } from './marks-context.ts'

/** So long a row must have been on the screen to count as seen. */
const DWELL_MS = 1_500

/** Unread rows that being on the screen makes seen: those that the viewer keeps unread are not among them. */
function yetToSee(lines: readonly FeedLine[], seen: SeenMarks | null): ReadonlyMap<string, FeedItem> {
  if (seen === null) return new Map()
  const { unreadRows = [] } = seen
  const rows = lines.flatMap((line): [string, FeedItem][] =>
    line.kind === 'item' && isUnread(line.item, seen) && !unreadRows.includes(line.item.position)
      ? [[line.key, line.item]]
      : [],
  )
  return new Map(rows)
}

/** Marks as seen the rows that have been on the screen for a moment while the viewer was there. */
export function useMarkSeen(list: RefObject<HTMLElement | null>, lines: readonly FeedLine[], seen: SeenMarks | null) {
  const { glance } = use(MarksContext)
  const unseen = useMemo(() => yetToSee(lines, seen), [lines, seen])
  const isAny = unseen.size > 0

  const tell = useEffectEvent((keys: Iterable<string>) => {
    const items = [...keys].flatMap((key) => unseen.get(key) ?? [])
    if (items.length > 0) glance(items)
  })

  // Followed all the time: where the viewer has gone is told only once.
  const attention = useRef<Attention>(null)
  useEffect(() => {
    const followed = followAttention()
    attention.current = followed
    return followed.end
  }, [])

  useEffect(() => {
    if (!isAny) return
    const isThere = () => attention.current?.isThere() ?? false
    let before: ReadonlySet<string> = new Set()
    async function look(): Promise<void> {
      const rows = list.current
      if (rows === null || !isThere()) {
        before = new Set()
        return
      }
      const now = await lookAtRows(rows, attention.current?.wasTouched(DWELL_MS) ?? false)
      if (isThere()) tell(now.intersection(before))
      before = now
    }
    look()
    const timer = setInterval(look, DWELL_MS)
    return () => clearInterval(timer)
  }, [isAny, list])
}
