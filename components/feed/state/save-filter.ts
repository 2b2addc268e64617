import type { Api } from '#components/frame/api-call.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'

let newest: FeedFilter | null = null
let isSending = false

/**
 * Has the next opening of the app, on any device, begin with this filter. Kept by the server: the portal gives the frame its address anew, and
 * a browser may refuse a frame its storage. One request at a time, since two may arrive the other way round.
 */
export function saveFilter(api: Api, filter: FeedFilter): void {
  newest = filter
  if (!isSending) void sendNewest(api)
}

async function sendNewest(api: Api): Promise<void> {
  isSending = true
  while (newest !== null) {
    const filter = newest
    newest = null
    // What cannot be kept holds for this page.
    await api.send('PUT /api/preferences', { body: { filter }, keepalive: true }).catch(() => undefined)
  }
  isSending = false
}
