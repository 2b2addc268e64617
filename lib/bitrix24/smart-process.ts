import { z } from 'zod'
import { idSchema } from './ids.ts'
import { textSchema } from './text-schema.ts'

/**
 * A kind of item whose creations are announced by ONCRMDYNAMICITEMADD. `typeId` is the primary key, which is never given again,
 * while a new type may be made under the `entityTypeId` of one that was deleted (crm-type-add.md). Invoices have neither it nor `madeAt`.
 */
export type EntityType = {
  readonly entityTypeId: number
  readonly typeId: number | null
  readonly title: string
  /** When it was made, by the portal's clock; null where that is not told. */
  readonly madeAt?: Date | null
}

/** Invoices: announced like smart processes, but never listed by `crm.type.list`. */
export const invoiceEntityTypeId = 31

const earliest = new Date('1990-01-01')
const latest = new Date('2999-01-01')

const typesSchema = z.object({
  types: z.array(
    z.object({
      id: idSchema,
      entityTypeId: idSchema,
      title: textSchema,
      // Of little use, so that a strange one must not cost the list.
      createdTime: z.coerce.date().min(earliest).max(latest).nullish().catch(null),
    }),
  ),
})

/** `crm.type.list`, a page of 50 (api-reference/crm/universal/user-defined-object-types): CRM admins only. */
export function listTypes(start: number) {
  return { method: 'crm.type.list', params: { order: { id: 'ASC' }, start } }
}

/**
 * `crm.type.list` of these types, at most 50, by their numbers: so the answer tells of each whether it is deleted, or made anew
 * under another primary key.
 */
export function listTypesByNumbers(entityTypeIds: readonly number[]) {
  return { method: 'crm.type.list', params: { filter: { '@entityTypeId': entityTypeIds }, order: { id: 'ASC' } } }
}

export function readTypes(result: unknown): EntityType[] | null {
  const parsed = typesSchema.safeParse(result)
  if (!parsed.success) return null
  return parsed.data.types.map(({ id, entityTypeId, title, createdTime }) => ({
    ...{ entityTypeId, typeId: id, title },
    madeAt: createdTime ?? null,
  }))
}

/** Path of an item's card on its portal (sdk/bx24-js-sdk, openPath). */
export function itemPath(entityTypeId: number, itemId: number): string {
  return `/crm/type/${entityTypeId}/details/${itemId}/`
}
