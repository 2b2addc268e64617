import { parseActivityQuery } from '#lib/http/activity-query.ts'
import { answerJson } from '#lib/http/answer-json.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { readActivity } from '#lib/insight/read-activity.ts'
import { systemClock } from '#lib/platform/clock.ts'

export const GET = answerJson('GET /api/activity', async (request) => {
  const viewer = await withViewer(request)
  return readActivity(viewer, parseActivityQuery(request, systemClock()), systemClock)
})
