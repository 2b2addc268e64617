import type { ItemRef } from '#lib/bitrix24/item-ref.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem, FeedPage } from '#lib/feed/feed-item.ts'
import type { SeenMarks } from '#lib/feed/seen-marks.ts'

/** Rows kept in memory at most, some 20 MB; older ones are reached by narrowing the feed. */
export const MAX_ROWS = 20_000

export type FeedTab = number | 'all'
export type PagePhase = 'idle' | 'loading' | 'failed'

/** One thing the stream said. */
export type FeedChange =
  | { readonly type: 'item'; readonly item: FeedItem }
  | { readonly type: 'removed'; readonly removed: ItemRef }

export type FeedState = {
  /** What is asked for. Two filters are the same only when they are the same object. */
  readonly filter: FeedFilter
  /** The first page of `filter`; while it loads, `items` are still those of the filter before. */
  readonly firstPage: PagePhase
  readonly olderPage: PagePhase
  /** Newest first. */
  readonly items: readonly FeedItem[]
  /** Came while the reader was further down; shown on request, so that the place is kept. Newest first. */
  readonly waiting: readonly FeedItem[]
  readonly isHolding: boolean
  readonly nextCursor: string | null
  /** The oldest rows were dropped to bound the memory, so there is nothing to page on from. */
  readonly isCut: boolean
  /** Keys that came with the last changes: they slide in. */
  readonly fresh: ReadonlySet<string>
  /** Keys removed lately: a page that was read before the removal must not bring them back. */
  readonly gone: ReadonlySet<string>
  /** What came live while the first page was under way. */
  readonly early: readonly FeedChange[]
  /** What this viewer has seen, for a filter that asks for unread items. */
  readonly seen: SeenMarks
}

export type FeedAction =
  | { readonly type: 'open'; readonly filter: FeedFilter }
  /** The rows of the same filter are read anew: the reader stays where they are. */
  | { readonly type: 'reopen' }
  | { readonly type: 'first'; readonly filter: FeedFilter; readonly page: FeedPage }
  | { readonly type: 'first-failed'; readonly filter: FeedFilter }
  | { readonly type: 'ask-older' }
  | { readonly type: 'older'; readonly filter: FeedFilter; readonly cursor: string; readonly page: FeedPage }
  | { readonly type: 'older-failed'; readonly filter: FeedFilter }
  | { readonly type: 'changes'; readonly changes: readonly FeedChange[] }
  | { readonly type: 'seen'; readonly seen: SeenMarks }
  | { readonly type: 'hold' }
  | { readonly type: 'release' }

export function emptyFeed(filter: FeedFilter): FeedState {
  return {
    filter,
    firstPage: 'loading',
    olderPage: 'idle',
    items: [],
    waiting: [],
    isHolding: false,
    nextCursor: null,
    isCut: false,
    fresh: new Set(),
    gone: new Set(),
    early: [],
    seen: { all: '0', byType: {} },
  }
}

export function tabOf({ entityTypeId }: FeedFilter): FeedTab {
  return entityTypeId ?? 'all'
}

/** Whether anything but the tab keeps rows away. */
export function isNarrowed(filter: FeedFilter): boolean {
  return Object.keys(filter).some((key) => key !== 'entityTypeId')
}

/** Drops the oldest rows over the bound. */
export function cutRows(state: FeedState): FeedState {
  if (state.items.length <= MAX_ROWS) return state
  return { ...state, items: state.items.slice(0, MAX_ROWS), nextCursor: null, isCut: true }
}
