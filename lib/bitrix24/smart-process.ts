import { z } from 'zod'
import { idSchema } from './ids.ts'
import { listPageSize, readRows } from './list-rows.ts'
import { nameSchema } from './text-schema.ts'

/**
 * A kind of item whose creations are announced by ONCRMDYNAMICITEMADD. `typeId` is the primary key, which is never given again,
 * while a new type may be made under the `entityTypeId` of one that was deleted (crm-type-add.md). Invoices have neither it nor `madeAt`.
 */
export type EntityType = {
  readonly entityTypeId: number
  /** Null also where it cannot be read. */
  readonly typeId: number | null
  /** Empty where it has none. */
  readonly title: string
  /** When it was made, by the portal's clock; null where that is not told. */
  readonly madeAt?: Date | null
  /** Whether its items are divided into pipelines (`isCategoriesEnabled`); null where that is not told. */
  readonly hasCategories?: boolean | null
}

/** Invoices: announced like smart processes, but never listed by `crm.type.list`. */
export const invoiceEntityTypeId = 31

const earliest = new Date('1990-01-01')
const latest = new Date('2999-01-01')

const flags: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ['Y', true],
  [true, true],
  ['N', false],
  [false, false],
])

/** Only the number has to be right: whatever else is strange must not cost the type. */
const typeSchema = z
  .object({
    id: idSchema.nullable().catch(null),
    entityTypeId: idSchema,
    title: nameSchema,
    createdTime: z.coerce.date().min(earliest).max(latest).nullish().catch(null),
    isCategoriesEnabled: z.unknown().optional(),
  })
  .transform(
    ({ id, entityTypeId, title, createdTime, isCategoriesEnabled }): EntityType => ({
      ...{ entityTypeId, typeId: id, title },
      madeAt: createdTime ?? null,
      hasCategories: flags.get(isCategoriesEnabled) ?? null,
    }),
  )

/** A page of `crm.type.list`. */
export type TypePage = {
  readonly rows: readonly EntityType[]
  readonly count: number
  /** Every row was read: a type that is not among them is not in the list. */
  readonly isWhole: boolean
}

/** `crm.type.list`, a page of 50 (api-reference/crm/universal/user-defined-object-types): CRM admins only. */
export function listTypes(page: number) {
  return { method: 'crm.type.list', params: { order: { id: 'ASC' }, start: page * listPageSize } }
}

/**
 * `crm.type.list` of these types, at most 50, by their numbers: so the answer tells of each whether it is deleted, or made anew
 * under another primary key.
 */
export function listTypesByNumbers(entityTypeIds: readonly number[]) {
  return { method: 'crm.type.list', params: { filter: { '@entityTypeId': entityTypeIds }, order: { id: 'ASC' } } }
}

/** Null for an answer that is no list. PHP may write an empty map as `[]`, which proves nothing. */
export function readTypes(result: unknown): TypePage | null {
  if (Array.isArray(result) && result.length === 0) return { rows: [], count: 0, isWhole: false }
  const list = typeof result === 'object' && result !== null && 'types' in result ? result.types : null
  const page = readRows(list, typeSchema)
  return page && { ...page, isWhole: page.rows.length === page.count }
}

/** Path of the list of a type's items on its portal, invoices too: as Bitrix24's own menu has it. */
export function listPath(entityTypeId: number): string {
  return `/crm/type/${entityTypeId}/list/category/0/`
}

/** Path of an item's card on its portal (sdk/bx24-js-sdk, openPath). */
export function itemPath(entityTypeId: number, itemId: number): string {
  return `/crm/type/${entityTypeId}/details/${itemId}/`
}
