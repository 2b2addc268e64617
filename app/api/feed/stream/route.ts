import { readHead } from '#lib/feed-head/read-head.ts'
import { parseSince, parseStreamQuery } from '#lib/http/feed-query.ts'
import { handle } from '#lib/http/handle.ts'
import { limitViewer } from '#lib/http/limit-viewer.ts'
import { refuseHead } from '#lib/http/refuse-head.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { answerStream } from '#lib/live/answer-stream.ts'
import { streamFeed } from '#lib/live/stream-feed.ts'
import { isDraining } from '#lib/platform/drain.ts'
import { Refusal } from '#lib/platform/refusal.ts'

export const HEAD = refuseHead

export const GET = handle('GET /api/feed/stream', async (request) => {
  const viewer = await withViewer(request, 'page')
  await limitViewer(viewer, 'openings')
  if (isDraining()) throw new Refusal('unavailable', 'draining')
  const since = parseSince(request.headers.get('last-event-id'))
  // Read before the answer begins: whoever sees the stream open misses nothing from then on.
  const head = await readHead(viewer.portalId)
  const query = parseStreamQuery(request)
  return answerStream(request, streamFeed({ viewer, since, head, ...query, until: viewer.expiresAt }))
})
