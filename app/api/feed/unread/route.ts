import { answerJson } from '#lib/http/answer-json.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { countUnread } from '#lib/visibility/count-unread.ts'

export const GET = answerJson('GET /api/feed/unread', async (request) => {
  const viewer = await withViewer(request, 'page')
  return countUnread(viewer, systemClock)
})
