import { z } from 'zod'
import { idSchema } from '../bitrix24/ids.ts'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { Refusal } from '../platform/refusal.ts'
import { paramsOf } from './feed-query.ts'

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

/**
 * The item that a question is about, and the person of whom it is asked whether the feed shows it; null for each that it does not name.
 * @throws Refusal `malformed`, also for a person without an item.
 */
export function parseDiagnosticsQuery(request: Request): { item: ItemRef | null; userId: number | null } {
  const { userId, ...rest } = paramsOf<'GET /api/diagnostics'>(request)
  const item = parseItemQuestion(rest)
  if (userId === undefined) return { item, userId: null }
  const person = idSchema.safeParse(userId)
  if (item === null || !person.success) throw new Refusal('malformed', 'person')
  return { item, userId: person.data }
}
