import { z } from 'zod'
import type { ItemRef } from '#lib/bitrix24/item-ref.ts'
import { answerJson } from '#lib/http/answer-json.ts'
import type { Query } from '#lib/http/contract.ts'
import { paramsOf } from '#lib/http/feed-query.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import { listClosedCards } from '#lib/visibility/list-closed-cards.ts'

/** More than anybody looks at while one question is under way. */
const maxItems = 100

const itemSchema = z
  .string()
  .regex(/^\d{1,15}:\d{1,15}$/)
  .transform((key): ItemRef => {
    const [entityTypeId = 0, itemId = 0] = key.split(':').map(Number)
    return { entityTypeId, itemId }
  })

const querySchema = z.strictObject({
  items: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(itemSchema).max(maxItems)),
} satisfies Record<keyof Query<'GET /api/cards'>, z.ZodType>)

/** Which cards do not open, asked with the viewer's own rights after whatever somebody waits for. */
export const GET = answerJson('GET /api/cards', async (request) => {
  const viewer = await withViewer(request, 'page')
  const query = querySchema.safeParse(paramsOf<'GET /api/cards'>(request))
  if (!query.success) throw new Refusal('malformed', 'cards')
  const { closed, isPartial } = await listClosedCards(viewer, query.data.items)
  return { closed, ...(isPartial && { isPartial: true as const }) }
})
