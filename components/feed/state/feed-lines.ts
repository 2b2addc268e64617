import type { FeedItem } from '#lib/feed/feed-item.ts'
import { isUnread, type SeenMarks } from '#lib/feed/seen-marks.ts'
import { type FeedEntry, type Fold, foldItems, isOpenFold } from '#lib/insight/folding.ts'

type ItemLine = { readonly kind: 'item'; readonly key: string; readonly item: FeedItem; readonly isFolded: boolean }
type FoldLine = { readonly kind: 'fold'; readonly key: string; readonly fold: Fold; readonly isOpen: boolean }

/**
 * One line of the list. An item of an open fold stands below the fold's own line. A `day` (its local midnight in ms) and the
 * `edge` of what had been seen when the viewer last left stand above the first line they speak of, `history` above all that was imported.
 */
export type FeedLine =
  | ItemLine
  | FoldLine
  | { readonly kind: 'day'; readonly key: string; readonly day: number }
  | { readonly kind: 'edge'; readonly key: string }
  | { readonly kind: 'history'; readonly key: string }

type RowLine = ItemLine | FoldLine

function addRows(lines: RowLine[], entry: FeedEntry, opened: ReadonlySet<string>): void {
  if (entry.kind === 'item') {
    lines.push({ kind: 'item', key: entry.key, item: entry.item, isFolded: false })
    return
  }
  const isOpen = isOpenFold(entry, opened)
  lines.push({ kind: 'fold', key: `fold ${entry.key}`, fold: entry, isOpen })
  if (!isOpen) return
  for (const item of entry.items) lines.push({ kind: 'item', key: item.id, item, isFolded: true })
}

/**
 * Tells for one row after the other whether it begins a day. Days only go back, whatever clocks said around midnight. Times of
 * one form are compared as they are written: parsing 20,000 of them with each batch would be felt.
 */
function createDays(): (at: string) => number | null {
  let begins: string | null = null
  return (at) => {
    if (begins !== null && at >= begins) return null
    const midnight = new Date(at).setHours(0, 0, 0, 0)
    if (Number.isNaN(midnight)) return null
    begins = new Date(midnight).toISOString()
    return midnight
  }
}

/**
 * What the list shows, from the top down: items and folds, under the days on which they arrived, and below them the history, under the
 * days on which it was created.
 * @param items in the order of the feed.
 * @param left what the viewer had seen when last leaving; null before it is known.
 */
export function feedLines(
  items: readonly FeedItem[],
  opened: ReadonlySet<string>,
  left: SeenMarks | null,
): readonly FeedLine[] {
  const rows: RowLine[] = []
  for (const entry of foldItems(items)) addRows(rows, entry, opened)
  const [dayOfArrival, dayOfCreation] = [createDays(), createDays()]
  let isInHistory = false
  let isAllNew = left !== null
  const lines: FeedLine[] = []
  for (const row of rows) {
    const newest = row.kind === 'fold' ? row.fold.items[0] : row.item
    if (newest === undefined) continue
    const all = row.kind === 'fold' ? row.fold.items : [row.item]
    if (isAllNew && left !== null && !all.some((item) => isUnread(item, left))) {
      isAllNew = false
      // History was never new: above it there may be nothing that was left.
      if (lines.length > 0 && newest.isHistory !== true) lines.push({ kind: 'edge', key: 'edge' })
    }
    if (newest.isHistory && !isInHistory) lines.push({ kind: 'history', key: 'history' })
    isInHistory ||= newest.isHistory === true
    const day = isInHistory ? dayOfCreation(newest.createdAt) : dayOfArrival(newest.receivedAt)
    if (day !== null) lines.push({ kind: 'day', key: `${isInHistory ? 'history ' : ''}day ${day}`, day })
    lines.push(row)
  }
  return lines
}

/** The next line, in that direction, that is more than a heading; -1 when there is none. */
export function nextRow(lines: readonly FeedLine[], from: number, step: 1 | -1): number {
  for (let index = from; index >= 0 && index < lines.length; index += step) {
    const kind = lines[index]?.kind
    if (kind === 'item' || kind === 'fold') return index
  }
  return -1
}
