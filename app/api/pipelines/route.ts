import { z } from 'zod'
import { listPipelines } from '#lib/actions/list-pipelines.ts'
import { idSchema } from '#lib/bitrix24/ids.ts'
import { answerJson } from '#lib/http/answer-json.ts'
import type { Query } from '#lib/http/contract.ts'
import { paramsOf } from '#lib/http/feed-query.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { Refusal } from '#lib/platform/refusal.ts'

const querySchema = z.strictObject({ entityTypeId: idSchema.optional() } satisfies Record<
  keyof Query<'GET /api/pipelines'>,
  z.ZodType
>)

/** The pipelines and stages that one may filter by, asked with the viewer's own rights. */
export const GET = answerJson('GET /api/pipelines', async (request) => {
  const viewer = await withViewer(request)
  const query = querySchema.safeParse(paramsOf<'GET /api/pipelines'>(request))
  if (!query.success) throw new Refusal('malformed', 'pipelines')
  return { pipelines: await listPipelines(viewer, query.data, systemClock) }
})
