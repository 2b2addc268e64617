import { answerJson } from '#lib/http/answer-json.ts'
import { paramsOf, parseSince, parseStreamQuery } from '#lib/http/feed-query.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { readChangesSince } from '#lib/visibility/read-changes-since.ts'

/** What the stream would send, for where streams are cut. */
export const GET = answerJson('GET /api/feed/changes', async (request) => {
  const viewer = await withViewer(request, 'page')
  const { since = null } = paramsOf<'GET /api/feed/changes'>(request)
  const from = parseSince(since) ?? 0n
  const { entityTypeId } = parseStreamQuery(request)
  const { changes, told } = await readChangesSince(viewer, { since: from, entityTypeId }, systemClock)
  return {
    items: changes.flatMap((change) => (change.kind === 'item' ? [change.item] : [])),
    removed: changes.flatMap((change) => (change.kind === 'removed' ? [change.removed] : [])),
    headRevision: String(told),
    reset: changes.some((change) => change.kind === 'reset'),
  }
})
