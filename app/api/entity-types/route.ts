import { invoiceEntityTypeId } from '#lib/bitrix24/smart-process.ts'
import { handle } from '#lib/http/handle.ts'
import { titled } from '#lib/http/titled.ts'
import { withAdmin } from '#lib/http/with-viewer.ts'
import { readSilence } from '#lib/installations/read-silence.ts'
import { listWatches } from '#lib/watches/list-watches.ts'
import { offerEntityTypes } from '#lib/watches/offer-entity-types.ts'
import type { EntityTypeChoice } from '#lib/watches/watch.ts'

export const GET = handle('entity-types', async (request) => {
  const admin = await withAdmin(request)
  const types = await offerEntityTypes(admin)
  const watched = new Set((await listWatches(admin.portalId, { forAdmin: true })).map((watch) => watch.entityTypeId))
  const entityTypes = types.map(
    ({ entityTypeId, title }): EntityTypeChoice => ({
      entityTypeId,
      title,
      isInvoice: entityTypeId === invoiceEntityTypeId,
      watched: watched.has(entityTypeId),
    }),
  )
  const isSilent = await readSilence(admin.portalId)
  return Response.json({
    entityTypes: await titled(entityTypes, admin.language),
    ...(isSilent && { silent: true }),
  })
})
