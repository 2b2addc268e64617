import { answerJson } from '#lib/http/answer-json.ts'
import { readJson } from '#lib/http/read-json.ts'
import { titled } from '#lib/http/titled.ts'
import { withAdmin } from '#lib/http/with-admin.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import { readStanding } from '#lib/portals/read-standing.ts'
import { readToldTypes } from '#lib/visibility/read-told-types.ts'
import { shareReads } from '#lib/visibility/share-reads.ts'
import { listWatches } from '#lib/watches/list-watches.ts'
import { setWatches } from '#lib/watches/set-watches.ts'
import { wantedWatchesSchema } from '#lib/watches/wanted-watches.ts'

/** So long a screen waits for the types that the CRM has not told of yet; then it shows the others, and asks again. */
const waitMs = 3_000

export const GET = answerJson('GET /api/watches', async (request) => {
  const viewer = await withViewer(request)
  const told = await readToldTypes(viewer, { clock: systemClock, waitMs })
  // An admin is told how many items there are of each type.
  const kind = told.isAdmin ? 'long' : 'rows'
  const list = () => listWatches(viewer.portalId, { forAdmin: told.isAdmin, untold: told.untold })
  const watches = await shareReads(viewer, kind, list)
  // Who may be told of nothing, or of nothing yet, is told why that may take long.
  const standing = told.isPartial || watches.length === 0 ? await readStanding(viewer.portalId) : null
  return {
    watches: await titled(watches, viewer.language),
    ...(told.isPartial && { isPartial: true }),
    ...(watches.length === 0 && !told.isPartial && told.untold.size > 0 && { isHidden: true }),
    ...(standing && { standing }),
  }
})

export const PUT = answerJson('PUT /api/watches', async (request) => {
  const admin = await withAdmin(request)
  const body = wantedWatchesSchema.safeParse(await readJson(request, 64 * 1024))
  if (!body.success) throw new Refusal('malformed', 'watches')
  await setWatches(admin, body.data.watches)
  const watches = await listWatches(admin.portalId, { forAdmin: true })
  return { watches: await titled(watches, admin.language) }
})
