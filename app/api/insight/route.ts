import { answerJson } from '#lib/http/answer-json.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { readSilences } from '#lib/insight/read-silences.ts'
import { systemClock } from '#lib/platform/clock.ts'

export const GET = answerJson('GET /api/insight', async (request) => {
  const viewer = await withViewer(request, 'page')
  return { silences: await readSilences(viewer, systemClock) }
})
