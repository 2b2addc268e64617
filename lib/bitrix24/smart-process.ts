import { z } from 'zod'
import { idSchema } from './ids.ts'
import { textSchema } from './text-schema.ts'

/** A kind of item whose creations are announced by ONCRMDYNAMICITEMADD. `typeId` is null for invoices. */
export type EntityType = { readonly entityTypeId: number; readonly typeId: number | null; readonly title: string }

/** Invoices: announced like smart processes, but never listed by `crm.type.list`. */
export const invoiceEntityTypeId = 31

const typesSchema = z.object({
  types: z.array(z.object({ id: idSchema, entityTypeId: idSchema, title: textSchema })),
})

/** `crm.type.list`, a page of 50 (api-reference/crm/universal/user-defined-object-types): CRM admins only. */
export function listTypes(start: number) {
  return { method: 'crm.type.list', params: { order: { id: 'ASC' }, start } }
}

/** `crm.type.list` of these types, at most 50, by their primary keys. One that is missing from the answer is deleted. */
export function listTypesByIds(typeIds: readonly number[]) {
  return { method: 'crm.type.list', params: { filter: { '@id': typeIds }, order: { id: 'ASC' } } }
}

export function readTypes(result: unknown): EntityType[] | null {
  const parsed = typesSchema.safeParse(result)
  if (!parsed.success) return null
  return parsed.data.types.map(({ id, entityTypeId, title }) => ({ entityTypeId, typeId: id, title }))
}

/** Path of an item's card on its portal (sdk/bx24-js-sdk, openPath). */
export function itemPath(entityTypeId: number, itemId: number): string {
  return `/crm/type/${entityTypeId}/details/${itemId}/`
}
