import { z } from 'zod'
import { type ListPage, listPageSize, readRows } from './list-rows.ts'
import { invoiceEntityTypeId } from './smart-process.ts'
import { keySchema, nameSchema } from './text-schema.ts'

/**
 * One stage of a category. `name` is empty where it has none; `sort` is its place, `color` is `#rrggbb`, semantics S is success, F
 * failure, null on the way.
 */
export type StageRow = {
  readonly id: string
  readonly name: string
  readonly color: string | null
  readonly semantics: 'S' | 'F' | null
  readonly sort: number
}

/** ENTITY_ID of a category's stages (api-reference/crm/status): invoices have a name of their own. */
export function stageEntityId(entityTypeId: number, categoryId: number | null): string {
  const prefix = entityTypeId === invoiceEntityTypeId ? 'SMART_INVOICE' : `DYNAMIC_${entityTypeId}`
  return `${prefix}_STAGE_${categoryId ?? 0}`
}

/** `crm.status.list` of a category's stages, a page of 50 (api-reference/crm/status/crm-status-list.md). */
export function listStages(entityId: string, page = 0) {
  const params = { order: { ID: 'ASC' }, filter: { ENTITY_ID: entityId }, start: page * listPageSize }
  return { method: 'crm.status.list', params }
}

const stageSchema = z
  .object({
    STATUS_ID: keySchema,
    NAME: nameSchema,
    COLOR: z.string().nullish().catch(null),
    SEMANTICS: z.string().nullish().catch(null),
    SORT: z.coerce.number().catch(0),
  })
  .transform(
    ({ STATUS_ID, NAME, COLOR, SEMANTICS, SORT }): StageRow => ({
      id: STATUS_ID,
      name: NAME,
      color: COLOR && /^#[0-9a-f]{6}$/i.test(COLOR) ? COLOR.toLowerCase() : null,
      semantics: SEMANTICS === 'S' || SEMANTICS === 'F' ? SEMANTICS : null,
      sort: SORT,
    }),
  )

/** One page of `crm.status.list` as it came; empty for an answer that is no list. */
export function readStagePage(result: unknown): ListPage<StageRow> {
  return readRows(result, stageSchema) ?? { rows: [], count: 0 }
}

/** In the category's order. */
export function inOrder(stages: readonly StageRow[]): StageRow[] {
  return stages.toSorted((left, right) => left.sort - right.sort)
}
