import type { EventSourceMessage } from 'eventsource-parser'
import type { FeedItem, FeedStatus, RemovedItem } from '#lib/feed/feed-item.ts'
import type { FeedChange } from './feed-state.ts'

/** The JSON of `GET /api/feed/changes`. */
export type FeedChanges = {
  readonly items: readonly FeedItem[]
  readonly removed: readonly RemovedItem[]
  readonly headRevision: string
  readonly reset: boolean
}

export type FeedMessage =
  | FeedChange
  | { readonly type: 'status'; readonly status: FeedStatus }
  | { readonly type: 'reset' }

/** One event of the stream; null for one that this version does not know. */
export function toFeedMessage(event: EventSourceMessage): FeedMessage | null {
  switch (event.event) {
    case 'item':
      return { type: 'item', item: JSON.parse(event.data) }
    case 'removed':
      return { type: 'removed', removed: JSON.parse(event.data) }
    case 'status':
      return { type: 'status', status: JSON.parse(event.data) }
    case 'reset':
      return { type: 'reset' }
    default:
      return null
  }
}

/** A polled answer as the same messages. */
export function fromChanges(changes: FeedChanges): FeedMessage[] {
  if (changes.reset) return [{ type: 'reset' }]
  return [
    ...changes.removed.map((removed) => ({ type: 'removed' as const, removed })),
    ...changes.items.map((item) => ({ type: 'item' as const, item })),
  ]
}
