import type { FeedStatus } from '#lib/feed/feed-item.ts'

/** Whether the app cannot ask the portal for now: nobody knows then whether what one sees is all. */
export function isPaused(status: FeedStatus | null): boolean {
  return status?.portal === 'payment' || status?.portal === 'reauth'
}
