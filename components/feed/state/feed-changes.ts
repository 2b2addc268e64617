import { itemKey } from '#lib/bitrix24/item-ref.ts'
import { type FeedFilter, matchesFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { isAfter } from '#lib/feed/seen-marks.ts'
import { insertionIndex } from './feed-order.ts'
import { cutRows, type FeedChange, type FeedState, MAX_ROWS } from './feed-state.ts'

const nothingSeen = { all: '0', byType: {} }

function changeKey(change: FeedChange): string {
  return itemKey(change.type === 'item' ? change.item : change.removed)
}

/** For each item the last word said about it; of two versions the newer revision. */
function foldChanges(changes: readonly FeedChange[]): Map<string, FeedChange> {
  const last = new Map<string, FeedChange>()
  for (const change of changes) {
    const key = changeKey(change)
    const before = last.get(key)
    const isStale =
      before?.type === 'item' && change.type === 'item' && !isAfter(change.item.revision, before.item.revision)
    if (isStale) continue
    last.delete(key)
    last.set(key, change)
  }
  return last
}

/** Remembers what was removed, and forgets what came back. */
export function withGone(gone: ReadonlySet<string>, changes: readonly FeedChange[]): ReadonlySet<string> {
  const kept = new Set(gone)
  for (const change of changes) {
    if (change.type === 'removed') kept.add(changeKey(change))
    else kept.delete(changeKey(change))
  }
  return kept.size > MAX_ROWS ? new Set([...kept].slice(-MAX_ROWS)) : kept
}

type Kept = { readonly rows: readonly FeedItem[]; readonly known: ReadonlySet<string> }

/** The rows as the changes leave them, and which of the changes were about a row that is here. */
function updateRows(rows: readonly FeedItem[], changes: ReadonlyMap<string, FeedChange>, filter: FeedFilter): Kept {
  const known = new Set<string>()
  // Most changes are about new items: then the rows stay the very same, and nothing is drawn again for them.
  if (!rows.some((row) => changes.has(itemKey(row)))) return { rows, known }
  // A row that has been read stays where unread ones were asked for, until the feed is opened anew.
  const { unread: _, ...lasting } = filter
  const kept = rows.flatMap((row) => {
    const key = itemKey(row)
    const change = changes.get(key)
    if (change === undefined) return [row]
    known.add(key)
    if (change.type === 'removed') return []
    if (!isAfter(change.item.revision, row.revision)) return [row]
    return matchesFilter(change.item, lasting, nothingSeen) ? [change.item] : []
  })
  return { rows: kept, known }
}

/** Rows that are copied once, when the first item is put among them. */
function createInsertion(rows: readonly FeedItem[]) {
  let own: FeedItem[] | null = null
  return {
    get rows() {
      return own ?? rows
    },
    insert(item: FeedItem) {
      own ??= [...rows]
      own.splice(insertionIndex(own, item), 0, item)
    },
  }
}

/**
 * Merges what came live into a feed whose first page is there: removes, updates in place, and puts what is new at its place.
 * What belongs below the last row read so far is left to the page that will bring it.
 */
export function mergeChanges(state: FeedState, changes: readonly FeedChange[]): FeedState {
  if (changes.length === 0) return state
  const folded = foldChanges(changes)
  const shown = updateRows(state.items, folded, state.filter)
  const held = updateRows(state.waiting, folded, state.filter)
  const [items, waiting] = [createInsertion(shown.rows), createInsertion(held.rows)]
  const fresh = new Set<string>()
  const isOpenEnded = state.nextCursor !== null || state.isCut
  for (const [key, change] of folded) {
    if (change.type === 'removed' || shown.known.has(key) || held.known.has(key)) continue
    if (!matchesFilter(change.item, state.filter, state.seen)) continue
    const index = insertionIndex(items.rows, change.item)
    if (isOpenEnded && index === items.rows.length && index > 0) continue
    if (state.isHolding && index === 0) waiting.insert(change.item)
    else items.insert(change.item)
    fresh.add(key)
  }
  const gone = withGone(state.gone, changes)
  const merged = { ...state, items: items.rows, waiting: waiting.rows, fresh, gone }
  return cutRows(merged.waiting.length > MAX_ROWS ? cutWaiting(merged) : merged)
}

/** So much came that releasing it will fill the whole list: the rows below can no longer be joined to it without a hole. */
function cutWaiting(state: FeedState): FeedState {
  return { ...state, waiting: state.waiting.slice(0, MAX_ROWS), nextCursor: null, isCut: true }
}
