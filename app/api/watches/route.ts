import { handle } from '#lib/http/handle.ts'
import { readJson } from '#lib/http/read-json.ts'
import { titled } from '#lib/http/titled.ts'
import { withAdmin, withViewer } from '#lib/http/with-viewer.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import { shareReads } from '#lib/visibility/share-reads.ts'
import { isAdminStill } from '#lib/visibility/viewer-marks.ts'
import { listWatches } from '#lib/watches/list-watches.ts'
import { setWatches } from '#lib/watches/set-watches.ts'
import { wantedWatchesSchema } from '#lib/watches/wanted-watches.ts'

export const GET = handle('watches', async (request) => {
  const viewer = await withViewer(request)
  const forAdmin = isAdminStill(viewer)
  // An admin is told how many items there are of each type.
  const kind = forAdmin ? 'long' : 'rows'
  const watches = await shareReads(viewer, kind, () => listWatches(viewer.portalId, { forAdmin }))
  return Response.json({ watches: await titled(watches, viewer.language) })
})

export const PUT = handle('watches', async (request) => {
  const admin = await withAdmin(request)
  const body = wantedWatchesSchema.safeParse(await readJson(request, 64 * 1024))
  if (!body.success) throw new Refusal('malformed', 'watches')
  await setWatches(admin, body.data.watches)
  const watches = await listWatches(admin.portalId, { forAdmin: true })
  return Response.json({ watches: await titled(watches, admin.language) })
})
