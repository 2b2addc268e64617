import { itemKey } from '#lib/bitrix24/item-ref.ts'
import type { FeedItem, FeedPage } from '#lib/feed/feed-item.ts'
import { isAfter } from '#lib/feed/seen-marks.ts'
import { mergeChanges, withGone } from './feed-changes.ts'
import { isAbove } from './feed-order.ts'
import { cutRows, type FeedAction, type FeedState, MAX_ROWS } from './feed-state.ts'

function reopen(state: FeedState): FeedState {
  return { ...state, firstPage: 'loading', olderPage: 'idle', early: [], gone: new Set() }
}

function showFirstPage(state: FeedState, page: FeedPage): FeedState {
  const rows = page.items.filter((item) => !state.gone.has(itemKey(item)))
  const [top] = state.items
  // Whoever reads further down finds what is newer than the list's top waiting, as if it had come live.
  const isNewer = (item: FeedItem) => top !== undefined && isAbove(item, top)
  const newer = state.isHolding ? rows.filter(isNewer).length : 0
  const shown = { ...state, items: rows.slice(newer), waiting: rows.slice(0, newer), nextCursor: page.nextCursor }
  return mergeChanges({ ...shown, firstPage: 'idle', isCut: false, fresh: new Set(), early: [] }, state.early)
}

function addOlderPage(state: FeedState, page: FeedPage): FeedState {
  const incoming = new Map(page.items.map((item) => [itemKey(item), item]))
  const items: FeedItem[] = state.items.map((item) => {
    const other = incoming.get(itemKey(item))
    incoming.delete(itemKey(item))
    return other !== undefined && isAfter(other.revision, item.revision) ? other : item
  })
  for (const item of state.waiting) incoming.delete(itemKey(item))
  for (const [key, item] of incoming) if (!state.gone.has(key)) items.push(item)
  return cutRows({ ...state, olderPage: 'idle', items, nextCursor: page.nextCursor })
}

function release(state: FeedState): FeedState {
  if (state.waiting.length === 0) return state.isHolding ? { ...state, isHolding: false } : state
  const isWhole = state.waiting.length < MAX_ROWS
  const items = isWhole ? [...state.waiting, ...state.items] : state.waiting
  return cutRows({ ...state, isHolding: false, waiting: [], items })
}

/** The feed on the screen: a pure function of what was read, what came live, and where the reader is. */
export function feedReducer(state: FeedState, action: FeedAction): FeedState {
  switch (action.type) {
    case 'open':
      return { ...reopen(state), filter: action.filter, isHolding: false }
    case 'reopen':
      return reopen(state)
    case 'first':
      return action.filter === state.filter ? showFirstPage(state, action.page) : state
    case 'first-failed':
      return action.filter === state.filter ? { ...state, firstPage: 'failed' } : state
    case 'ask-older':
      return { ...state, olderPage: 'loading' }
    case 'older':
      return action.filter === state.filter && action.cursor === state.nextCursor
        ? addOlderPage(state, action.page)
        : state
    case 'older-failed':
      return action.filter === state.filter ? { ...state, olderPage: 'failed' } : state
    case 'changes':
      if (state.firstPage === 'idle') return mergeChanges(state, action.changes)
      return {
        ...state,
        early: [...state.early, ...action.changes].slice(-MAX_ROWS),
        gone: withGone(state.gone, action.changes),
      }
    case 'seen':
      return { ...state, seen: action.seen }
    case 'hold':
      return state.isHolding ? state : { ...state, isHolding: true }
    case 'release':
      return release(state)
  }
}
