import { handle } from '#lib/http/handle.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { countUnread } from '#lib/visibility/count-unread.ts'

export const GET = handle('feed/unread', async (request) => {
  const viewer = await withViewer(request, 'page')
  return Response.json(await countUnread(viewer, systemClock))
})
