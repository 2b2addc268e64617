import { z } from 'zod'
import { idSchema } from '../bitrix24/ids.ts'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { Refusal } from '../platform/refusal.ts'

const itemSchema = z.strictObject({ entityTypeId: idSchema, itemId: idSchema } satisfies Record<
  keyof ItemRef,
  z.ZodType
>)

/**
 * The item that a question is about; null where it names none. Half a name is refused.
 * @throws Refusal `malformed`.
 */
export function parseItemQuestion(given: unknown): z.infer<typeof itemSchema> | null {
  if (typeof given === 'object' && given !== null && Object.keys(given).length === 0) return null
  const parsed = itemSchema.safeParse(given)
  if (!parsed.success) throw new Refusal('malformed', 'item')
  return parsed.data
}
