import { z } from 'zod'
import { type Action, maxCommentLength } from '../actions/action.ts'
import { idSchema } from '../bitrix24/ids.ts'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { Refusal } from '../platform/refusal.ts'
import type { Body } from './contract.ts'
import { readJson } from './read-json.ts'

export type ItemPath = { readonly params: Promise<{ entityTypeId: string; itemId: string }> }

const maxBytes = 64 * 1024
const key = z.uuid()
const stageId = z.string().min(1).max(128)

type BodyFields<Kind extends Action['kind']> = Record<keyof Body<`POST /api/items/<type>/<id>/${Kind}`>, z.ZodType>

const bodies = {
  take: z.strictObject({ key } satisfies BodyFields<'take'>),
  stage: z.strictObject({ key, from: stageId, to: stageId } satisfies BodyFields<'stage'>),
  comment: z.strictObject({
    key,
    // PostgreSQL is not asked to keep it, but neither it nor the CRM takes NUL.
    text: z
      .string()
      .trim()
      .min(1)
      .max(maxCommentLength)
      .refine((text) => !text.includes('\0')),
  } satisfies BodyFields<'comment'>),
}

/**
 * The item of the path and the action of the body.
 * @throws Refusal `malformed`.
 */
export async function readAction(
  kind: Action['kind'],
  request: Request,
  { params }: ItemPath,
): Promise<{ item: ItemRef; action: Action }> {
  const path = z.object({ entityTypeId: idSchema, itemId: idSchema }).safeParse(await params)
  const body = bodies[kind].safeParse(await readJson(request, maxBytes))
  if (!path.success || !body.success) throw new Refusal('malformed', 'action')
  return { item: path.data, action: { kind, ...body.data } as Action }
}
