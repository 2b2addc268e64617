import { z } from 'zod'
import { listPeople } from '#lib/actions/list-people.ts'
import { idSchema } from '#lib/bitrix24/ids.ts'
import { maxListedUsers } from '#lib/bitrix24/user-list.ts'
import { answerJson } from '#lib/http/answer-json.ts'
import type { Query } from '#lib/http/contract.ts'
import { paramsOf } from '#lib/http/feed-query.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import { isStorableText } from '#lib/platform/storable-text.ts'

const querySchema = z
  .strictObject({
    q: z.string().trim().max(100).refine(isStorableText).optional(),
    ids: z
      .string()
      .transform((text): (string | number)[] => text.split(','))
      .pipe(z.array(idSchema).max(maxListedUsers))
      .optional(),
  } satisfies Record<keyof Query<'GET /api/people'>, z.ZodType>)
  .refine(({ q, ids }) => q === undefined || ids === undefined)

/** People whom one may filter by, asked with the viewer's own rights. */
export const GET = answerJson('GET /api/people', async (request) => {
  const viewer = await withViewer(request)
  const query = querySchema.safeParse(paramsOf<'GET /api/people'>(request))
  if (!query.success) throw new Refusal('malformed', 'people')
  const { q = '', ids } = query.data
  return { people: await listPeople(viewer, ids === undefined ? { q } : { ids }) }
})
