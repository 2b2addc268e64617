import { z } from 'zod'
import { optionalIdSchema } from './ids.ts'
import { type ListPage, listPageSize, readRows } from './list-rows.ts'
import type { Command } from './rest-batch.ts'
import { nameSchema } from './text-schema.ts'

/** `sort` is its place among those of its type. */
export type CategoryRow = { readonly id: number; readonly name: string; readonly sort: number }

/** `crm.category.list` of a type, a page of 50 (api-reference/crm/universal/category/crm-category-list.md). */
export function listCategories(entityTypeId: number, page: number): Command {
  return { method: 'crm.category.list', params: { entityTypeId, start: page * listPageSize } }
}

const categorySchema = z
  .object({ id: optionalIdSchema, name: nameSchema, sort: z.coerce.number().catch(0) })
  .transform(({ id, name, sort }): CategoryRow => ({ id: id ?? 0, name, sort }))

/** As it came, also what has no name; empty for an answer that is no list. */
export function readCategoryPage(result: unknown): ListPage<CategoryRow> {
  const list = typeof result === 'object' && result !== null && 'categories' in result ? result.categories : null
  return readRows(list, categorySchema) ?? { rows: [], count: 0 }
}
