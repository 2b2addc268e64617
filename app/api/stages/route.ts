import { z } from 'zod'
import { listStageChoices } from '#lib/actions/list-stage-choices.ts'
import { idSchema } from '#lib/bitrix24/ids.ts'
import { answerJson } from '#lib/http/answer-json.ts'
import type { Query } from '#lib/http/contract.ts'
import { paramsOf } from '#lib/http/feed-query.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { Refusal } from '#lib/platform/refusal.ts'

const querySchema = z.strictObject({ entityTypeId: idSchema, stageId: z.string().min(1).max(128) } satisfies Record<
  keyof Query<'GET /api/stages'>,
  z.ZodType
>)

/** The stages of the category that a stage belongs to, asked with the viewer's own rights. */
export const GET = answerJson('GET /api/stages', async (request) => {
  const viewer = await withViewer(request)
  const query = querySchema.safeParse(paramsOf<'GET /api/stages'>(request))
  if (!query.success) throw new Refusal('malformed', 'stages')
  return { stages: await listStageChoices(viewer, query.data) }
})
