import { handle } from '#lib/http/handle.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { readSilences } from '#lib/insight/read-silences.ts'
import type { Insight } from '#lib/insight/silence.ts'
import { systemClock } from '#lib/platform/clock.ts'

export const GET = handle('insight', async (request) => {
  const viewer = await withViewer(request, 'page')
  const insight: Insight = { silences: await readSilences(viewer, systemClock) }
  return Response.json(insight)
})
