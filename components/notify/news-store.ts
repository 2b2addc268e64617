import type { FeedItem } from '#lib/feed/feed-item.ts'

/** What has just come live, and the revision that the feed was opened at. */
export type News = { readonly items: readonly FeedItem[]; readonly since: string }

const listeners = new Set<(news: News) => void>()

export function publishNews(news: News): void {
  for (const listener of listeners) listener(news)
}

export function onNews(listener: (news: News) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
