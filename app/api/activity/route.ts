import { parseActivityQuery } from '#lib/http/activity-query.ts'
import { handle } from '#lib/http/handle.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { readActivity } from '#lib/insight/read-activity.ts'
import { systemClock } from '#lib/platform/clock.ts'

export const GET = handle('activity', async (request) => {
  const viewer = await withViewer(request)
  return Response.json(await readActivity(viewer, parseActivityQuery(request, systemClock()), systemClock))
})
