import { z } from 'zod'
import { idSchema } from '#lib/bitrix24/ids.ts'
import { parseRevision } from '#lib/feed/feed-cursor.ts'
import { markSeen } from '#lib/feed/mark-seen.ts'
import { maxRowMarks } from '#lib/feed/seen-change.ts'
import { answerJson } from '#lib/http/answer-json.ts'
import type { Body } from '#lib/http/contract.ts'
import { limitViewer } from '#lib/http/limit-viewer.ts'
import { readJson } from '#lib/http/read-json.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { Refusal } from '#lib/platform/refusal.ts'
import { requireTold } from '#lib/visibility/require-told.ts'

/** As the feed writes it: no leading zeros. */
const positionSchema = z
  .string()
  .refine((text) => parseRevision(text) !== null)
  .transform((text) => String(BigInt(text)))

const bodySchema = z
  .strictObject({
    entityTypeId: idSchema.nullish(),
    revision: positionSchema.optional(),
    seen: z.array(positionSchema).max(maxRowMarks.seen).optional(),
    unread: z.array(positionSchema).max(maxRowMarks.unread).optional(),
  } satisfies Record<keyof Body<'POST /api/feed/seen'>, z.ZodType>)
  .refine(({ revision, seen, unread }) => revision !== undefined || seen !== undefined || unread !== undefined)

export const POST = answerJson('POST /api/feed/seen', async (request) => {
  const viewer = await withViewer(request)
  await limitViewer(viewer, 'writes')
  const body = bodySchema.safeParse(await readJson(request, 16_384))
  if (!body.success) throw new Refusal('malformed', 'seen')
  const { entityTypeId = null } = body.data
  // Whether a type is followed is not told by the answer either.
  if (entityTypeId !== null) await requireTold(viewer, entityTypeId, systemClock)
  await markSeen({ portalId: viewer.portalId, userId: viewer.userId, change: body.data })
})
