import { createContext } from 'react'
import type { FeedItem } from '#lib/feed/feed-item.ts'

/** What a row may do about being unread. The same object for as long as the feed is there. */
export type Marks = {
  readonly isUnread: (item: FeedItem) => boolean
  readonly see: (items: readonly FeedItem[]) => void
  /** Keeps it unread until it is opened or marked. */
  readonly unsee: (item: FeedItem) => void
}

const noMarks: Marks = { isUnread: () => false, see: () => undefined, unsee: () => undefined }

export const MarksContext = createContext<Marks>(noMarks)
