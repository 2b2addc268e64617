import type { EventSourceMessage } from 'eventsource-parser'
import type { FeedChanges, FeedStatus, StreamMessages } from '#lib/feed/feed-item.ts'
import type { FeedChange } from './feed-state.ts'

export type FeedMessage =
  | FeedChange
  | { readonly type: 'status'; readonly status: FeedStatus }
  | { readonly type: 'reset' }

/** One event of the stream; null for one that says nothing of the feed, or that this version does not know. */
export function toFeedMessage(event: EventSourceMessage): FeedMessage | null {
  switch (event.event as keyof StreamMessages) {
    case 'item':
      return { type: 'item', item: dataOf<'item'>(event) }
    case 'removed':
      return { type: 'removed', removed: dataOf<'removed'>(event) }
    case 'status':
      return { type: 'status', status: dataOf<'status'>(event) }
    case 'reset':
      return { type: 'reset' }
    default:
      return null
  }
}

function dataOf<E extends keyof StreamMessages>({ data }: EventSourceMessage): StreamMessages[E] {
  return JSON.parse(data)
}

/** A polled answer as the same messages. */
export function fromChanges(changes: FeedChanges): FeedMessage[] {
  if (changes.reset) return [{ type: 'reset' }]
  return [
    ...changes.removed.map((removed) => ({ type: 'removed' as const, removed })),
    ...changes.items.map((item) => ({ type: 'item' as const, item })),
  ]
}
