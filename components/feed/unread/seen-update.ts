import { isUnread, type SeenMarks, type UnreadCount } from '#lib/feed/seen-marks.ts'
import type { FeedTab } from '../state/feed-state.ts'

type Marked = { readonly counts: readonly UnreadCount[]; readonly seen: SeenMarks }

function later(one: string, other: string): string {
  return isUnread({ entityTypeId: 0, position: one }, { all: other, byType: {} }) ? one : other
}

/**
 * Both together: what is known never shrinks. Whoever does not see every change is told marks only up to what they may know of
 * the feed, which can be less than what was on their screen.
 */
export function laterMarks(one: SeenMarks, other: SeenMarks): SeenMarks {
  const byType = { ...one.byType }
  for (const [type, position] of Object.entries(other.byType)) byType[type] = later(position, byType[type] ?? '0')
  return { all: later(one.all, other.all), byType }
}

/** What the server will answer once it knows that a tab has been seen up to a position; counts of what was seen become 0. */
export function withSeen({ counts, seen }: Marked, tab: FeedTab, position: string): Marked {
  const { all, byType } = seen
  const marks =
    tab === 'all'
      ? { all: later(position, all), byType }
      : { all, byType: { ...byType, [tab]: later(position, byType[String(tab)] ?? '0') } }
  const left = counts.map((each) =>
    tab === 'all' || tab === each.entityTypeId ? { ...each, count: 0, isCapped: false } : each,
  )
  return { counts: left, seen: marks }
}
