import { answerJson } from '#lib/http/answer-json.ts'
import { parseFeedQuery } from '#lib/http/feed-query.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { listVisibleItems } from '#lib/visibility/list-visible-items.ts'

export const GET = answerJson('GET /api/feed', async (request) => {
  const viewer = await withViewer(request)
  return listVisibleItems(viewer, parseFeedQuery(request), systemClock)
})
