import { z } from 'zod'
import { idSchema, optionalIdSchema } from './ids.ts'
import { rawRows, readRows } from './list-rows.ts'
import { type Money, readMoney } from './money.ts'
import { keySchema, textSchema } from './text-schema.ts'

/** An item as the CRM tells it (api-reference/crm/universal/crm-item-list.md). */
export type RemoteItem = {
  readonly itemId: number
  readonly title: string
  readonly createdAt: Date
  readonly createdById: number | null
  readonly assignedById: number | null
  readonly categoryId: number | null
  readonly stageId: string | null
  readonly amount: Money | null
  /** When it was last changed, in whole seconds of the portal's clock; null where the portal did not say. */
  readonly updatedAt: Date | null
}

/** What is asked of an item. */
export const itemFields = [
  ...['id', 'title', 'createdTime', 'createdBy', 'assignedById', 'categoryId', 'stageId'],
  ...['opportunity', 'currencyId', 'updatedTime'],
]

const lastYear = 9999
const timeSchema = z.coerce.date().refine((date) => date.getUTCFullYear() > 0 && date.getUTCFullYear() <= lastYear)

/** Only the id has to be right: an item that is missing because a field of it is strange would count as deleted. */
const itemSchema = z
  .object({
    id: idSchema,
    title: textSchema.nullish().catch(null),
    createdTime: timeSchema.catch(new Date(0)),
    createdBy: optionalIdSchema.catch(null),
    assignedById: optionalIdSchema.catch(null),
    categoryId: optionalIdSchema.catch(null),
    stageId: keySchema.nullish().catch(null),
    opportunity: z.unknown().optional(),
    currencyId: z.unknown().optional(),
    updatedTime: timeSchema.nullish().catch(null),
  })
  .transform(
    (wire): RemoteItem => ({
      itemId: wire.id,
      title: wire.title ?? '',
      createdAt: wire.createdTime,
      createdById: wire.createdBy,
      assignedById: wire.assignedById,
      categoryId: wire.categoryId,
      stageId: wire.stageId ?? null,
      amount: readMoney(wire.opportunity, wire.currencyId),
      updatedAt: wire.updatedTime ?? null,
    }),
  )

/** One list answer: its readable items, and how many rows it had in all. A row that cannot be read does not take the others with it. */
export type ItemPage = {
  readonly items: readonly RemoteItem[]
  readonly rows: number
  /** The last row is among the readable ones. */
  readonly endsReadable: boolean
}

/** Null where the answer is no list. */
export function readPage(result: unknown): ItemPage | null {
  const list = rawRows(itemsOf(result))
  if (!list) return null
  const rows = list.map((item) => itemSchema.safeParse(item))
  const items = rows.flatMap((row) => (row.success ? [row.data] : []))
  return { items, rows: rows.length, endsReadable: rows.at(-1)?.success !== false }
}

function itemsOf(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'items' in result ? result.items : null
}

/** `crm.item.list` of these items, at most 50, without counting. */
export function listByIds(entityTypeId: number, itemIds: readonly number[], select: readonly string[] = itemFields) {
  return { method: 'crm.item.list', params: { entityTypeId, select, filter: { '@id': itemIds }, start: -1 } }
}

/** `crm.item.list` of the newest item: where a new watch begins. */
export function listNewest(entityTypeId: number) {
  return { method: 'crm.item.list', params: { entityTypeId, select: ['id'], order: { id: 'DESC' }, start: -1 } }
}

/** `crm.item.list` of nothing: whether the CRM lists this type at all. */
export function listNone(entityTypeId: number) {
  return { method: 'crm.item.list', params: { entityTypeId, select: itemFields, filter: { '<=id': 0 }, start: -1 } }
}

/** `crm.item.list` that counts: how many items of this type its reader may see. */
export function listTotal(entityTypeId: number) {
  return { method: 'crm.item.list', params: { entityTypeId, select: ['id'], start: 0 } }
}

/** Whether there is anything after this id. */
export function listBeyond(entityTypeId: number, itemId: number) {
  const params = { entityTypeId, select: ['id'], filter: { '>id': itemId }, order: { id: 'ASC' }, start: -1 }
  return { method: 'crm.item.list', params }
}

/** Ids of a list that was asked with `select: ['id']`; null where none of its rows can be read, or it is no list. */
export function readIds(result: unknown): number[] | null {
  const page = readRows(itemsOf(result), z.object({ id: idSchema }))
  return page && (page.count === 0 || page.rows.length > 0) ? page.rows.map(({ id }) => id) : null
}
