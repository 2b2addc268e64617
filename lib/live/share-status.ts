import type { FeedStatus } from '../feed/feed-item.ts'
import { once } from '../platform/once.ts'
import { type PortalNews, statusFor } from './portal-news.ts'

type Reader = Parameters<typeof statusFor>[1]

/** What a viewer is told of the news: the very same for all admins, and for all others while no item waits of which each may know or not. */
export function shareStatus(news: PortalNews, reader: Reader): FeedStatus {
  if (!reader.isAdmin && news.waiting.length > 0) return statusFor(news, reader)
  const shared = once('shared-statuses', () => new WeakMap<PortalNews, Map<boolean, FeedStatus>>())
  const ofNews = shared.get(news) ?? new Map<boolean, FeedStatus>()
  shared.set(news, ofNews)
  const status = ofNews.get(reader.isAdmin) ?? statusFor(news, reader)
  ofNews.set(reader.isAdmin, status)
  return status
}
