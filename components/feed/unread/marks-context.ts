import { createContext } from 'react'
import type { FeedItem } from '#lib/feed/feed-item.ts'

/** What a row may do about being unread. The same object for as long as the feed is there. */
export type Marks = {
  readonly isUnread: (item: FeedItem) => boolean
  /** They were opened, or marked as read: heard sooner or later, whatever else is under way and whichever screen is shown then. */
  readonly see: (items: readonly FeedItem[]) => void
  /** They are on the screen: told again as long as they are, where now is no time for it. */
  readonly glance: (items: readonly FeedItem[]) => void
  /** Keeps it unread until it is opened or marked. */
  readonly unsee: (item: FeedItem) => void
}

const noMarks: Marks = { isUnread: () => false, see: () => undefined, glance: () => undefined, unsee: () => undefined }

export const MarksContext = createContext<Marks>(noMarks)
