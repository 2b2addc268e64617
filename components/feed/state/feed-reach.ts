import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Watch } from '#lib/watches/watch.ts'
import type { FeedTab } from './feed-state.ts'

/** How much of the feed somebody sees: `all` of it, what the CRM shows (`limited`), or of that nothing but `own` items. */
export type FeedReach = 'all' | 'limited' | 'own'

type Viewer = { readonly userId: number; readonly isAdmin: boolean }

/** Whether the CRM's rights decide which rows of this tab a viewer sees. */
export function isLimited(viewer: Viewer, watches: readonly Watch[], tab: FeedTab): boolean {
  const shown = watches.filter(({ entityTypeId }) => tab === 'all' || tab === entityTypeId)
  return !viewer.isAdmin && shown.some(({ visibility }) => visibility === 'crm')
}

/** @param items all that the viewer sees of the tab. */
export function reachOf(
  viewer: Viewer,
  watches: readonly Watch[],
  { tab, items }: { tab: FeedTab; items: readonly FeedItem[] },
): FeedReach {
  if (!isLimited(viewer, watches, tab)) return 'all'
  const isOwn = ({ createdBy, assignedTo }: FeedItem) =>
    createdBy?.id === viewer.userId || assignedTo?.id === viewer.userId
  return items.every(isOwn) ? 'own' : 'limited'
}
