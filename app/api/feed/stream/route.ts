import { parseSince, parseStreamQuery } from '#lib/http/feed-query.ts'
import { handle } from '#lib/http/handle.ts'
import { limitViewer } from '#lib/http/limit-viewer.ts'
import { refuseHead } from '#lib/http/refuse-head.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { answerStream } from '#lib/live/answer-stream.ts'
import { portalPoll } from '#lib/live/portal-poll.ts'
import { readStart } from '#lib/live/read-start.ts'
import { streamFeed } from '#lib/live/stream-feed.ts'
import { isClosing } from '#lib/platform/drain.ts'
import { Refusal } from '#lib/platform/refusal.ts'

export const HEAD = refuseHead

export const GET = handle('GET /api/feed/stream', async (request) => {
  const viewer = await withViewer(request, 'page', (portalId) => portalPoll().recent(portalId)?.status ?? null)
  await limitViewer(viewer, 'openings')
  if (isClosing()) throw new Refusal('unavailable', 'draining')
  const since = parseSince(request.headers.get('last-event-id'))
  const query = parseStreamQuery(request)
  const start = await readStart(viewer.portalId, since)
  return answerStream(
    request,
    streamFeed({ viewer, ...start, ...query, issuedAt: viewer.issuedAt, until: viewer.expiresAt }),
  )
})
