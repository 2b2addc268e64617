import { changeMarks, joined, maxRowMarks, type SeenChange, withRows } from '#lib/feed/seen-change.ts'
import { isUnread, laterOf, maxUnread, type SeenItem, type SeenMarks, type UnreadCount } from '#lib/feed/seen-marks.ts'

type Marked = { readonly counts: readonly UnreadCount[]; readonly seen: SeenMarks }

/**
 * Both together: what was seen stays seen, unless it was marked unread elsewhere. Whoever does not see every change is told marks only
 * up to what they may know of the feed, which can be less than what was on their screen.
 */
export function laterMarks(known: SeenMarks, told: SeenMarks): SeenMarks {
  const byType = { ...known.byType }
  for (const [type, position] of Object.entries(told.byType)) byType[type] = laterOf(position, byType[type] ?? '0')
  const unreadRows = told.unreadRows ?? []
  const seenRows = joined(known.seenRows ?? [], told.seenRows ?? [])
    .filter((position) => !unreadRows.includes(position))
    .slice(0, maxRowMarks.seen)
  return withRows({ all: laterOf(known.all, told.all), byType }, seenRows, unreadRows)
}

/** What the server will answer once it knows that everything of a type, or of all types, was read up to a position. */
export function withAllRead({ counts, seen }: Marked, change: SeenChange, items: readonly SeenItem[]): Marked {
  const { entityTypeId = null } = change
  const positions = new Set(items.flatMap((item) => (item.entityTypeId === entityTypeId ? [item.position] : [])))
  const left = counts.map((each) =>
    entityTypeId === null || entityTypeId === each.entityTypeId ? { ...each, count: 0, isCapped: false } : each,
  )
  return { counts: left, seen: changeMarks(seen, change, (position) => positions.has(position)) }
}

/** What the server will answer once it knows what became of some rows; of a count that stops somewhere only the server knows. */
export function withRowsMarked({ counts, seen }: Marked, items: readonly SeenItem[], isSeen: boolean): Marked {
  const changed = items.filter((item) => isUnread(item, seen) === isSeen)
  const positions = changed.map(({ position }) => position)
  const step = isSeen ? -1 : 1
  const left = counts.map((each) => {
    const ofType = changed.filter(({ entityTypeId }) => entityTypeId === each.entityTypeId).length
    if (each.isCapped || ofType === 0) return each
    return { ...each, count: Math.min(maxUnread, Math.max(0, each.count + step * ofType)) }
  })
  const change = isSeen ? { seen: positions } : { unread: positions }
  return { counts: left, seen: changeMarks(seen, change, () => false) }
}
