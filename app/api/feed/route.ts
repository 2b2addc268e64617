import { parseFeedQuery } from '#lib/http/feed-query.ts'
import { handle } from '#lib/http/handle.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { listVisibleItems } from '#lib/visibility/list-visible-items.ts'

export const GET = handle('feed', async (request) => {
  const viewer = await withViewer(request)
  return Response.json(await listVisibleItems(viewer, parseFeedQuery(request), systemClock))
})
