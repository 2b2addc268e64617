import { z } from 'zod'
import { invoiceEntityTypeId } from '#lib/bitrix24/smart-process.ts'
import { answerJson } from '#lib/http/answer-json.ts'
import type { Query } from '#lib/http/contract.ts'
import { paramsOf } from '#lib/http/feed-query.ts'
import { titled } from '#lib/http/titled.ts'
import { withAdmin } from '#lib/http/with-admin.ts'
import { isSilent } from '#lib/installations/bound-events.ts'
import { readBoundEvents } from '#lib/installations/read-bound-events.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import { countItems } from '#lib/watches/count-items.ts'
import { listWatches } from '#lib/watches/list-watches.ts'
import { offerEntityTypes } from '#lib/watches/offer-entity-types.ts'
import type { EntityTypeChoice } from '#lib/watches/watch.ts'

const querySchema = z.strictObject({
  counts: z.literal('true').optional(),
} satisfies Record<keyof Query<'GET /api/entity-types'>, z.ZodType>)

/** What may be watched; how many items of each there are only to whoever shows that, since the portal has to count them. */
export const GET = answerJson('GET /api/entity-types', async (request) => {
  const admin = await withAdmin(request)
  const query = querySchema.safeParse(paramsOf<'GET /api/entity-types'>(request))
  if (!query.success) throw new Refusal('malformed', 'entity_types_query')
  const types = await offerEntityTypes(admin)
  const counts = query.data.counts === 'true' ? await countItems(admin, types) : null
  const watched = new Set((await listWatches(admin.portalId, { forAdmin: true })).map((watch) => watch.entityTypeId))
  const entityTypes = types.map(
    ({ entityTypeId, title }): EntityTypeChoice => ({
      entityTypeId,
      title,
      isInvoice: entityTypeId === invoiceEntityTypeId,
      watched: watched.has(entityTypeId),
      itemCount: counts?.get(entityTypeId) ?? null,
    }),
  )
  const events = await readBoundEvents(admin.portalId)
  return {
    entityTypes: await titled(entityTypes, admin.language),
    ...(isSilent(events) && { silent: true }),
  }
})
