import type { EventSourceMessage } from 'eventsource-parser'
import type { FeedChanges, FeedStatus, StreamMessages } from '#lib/feed/feed-item.ts'
import type { FeedChange } from '../state/feed-state.ts'

export type FeedMessage =
  | FeedChange
  | { readonly type: 'status'; readonly status: FeedStatus }
  | { readonly type: 'reset' }

/** What the stream says: of the feed, or that its place is given to another page of this viewer. */
export type StreamMessage = FeedMessage | { readonly type: 'crowded' }

/** One event of the stream; null for one that this version does not know. */
export function toStreamMessage(event: EventSourceMessage): StreamMessage | null {
  const type = event.event as keyof StreamMessages
  switch (type) {
    case 'item':
      return { type, item: dataOf<'item'>(event) }
    case 'removed':
      return { type, removed: dataOf<'removed'>(event) }
    case 'status':
      return { type, status: dataOf<'status'>(event) }
    case 'reset':
    case 'crowded':
      return { type }
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
