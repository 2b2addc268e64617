import type { RemoteItem } from '../bitrix24/remote-item.ts'

/** A column of `feed_item` that holds what the CRM tells of an item. */
type ItemColumn = {
  readonly name: string
  readonly type: 'text' | 'bigint' | 'numeric' | 'timestamptz'
  readonly of: (item: RemoteItem) => string | bigint | Date | null
  /** How it is read, where not as it stands. */
  readonly read?: string
}

const idOrNull = (id: number | null) => (id === null ? null : BigInt(id))

/**
 * What the feed shows of an item, column by column: what is read, written and compared follows from this list. `updated_at` is not
 * among them, as an item that was changed in nothing else shows nothing new.
 */
export const itemColumns: readonly ItemColumn[] = [
  { name: 'title', type: 'text', of: (item) => item.title },
  { name: 'created_at', type: 'timestamptz', of: (item) => item.createdAt },
  { name: 'created_by_id', type: 'bigint', of: (item) => idOrNull(item.createdById) },
  { name: 'assigned_by_id', type: 'bigint', of: (item) => idOrNull(item.assignedById) },
  { name: 'category_id', type: 'bigint', of: (item) => idOrNull(item.categoryId) },
  { name: 'stage_id', type: 'text', of: (item) => item.stageId },
  { name: 'amount', type: 'numeric', of: (item) => item.amount?.value ?? null, read: 'trim_scale(i.amount)::text' },
  { name: 'currency', type: 'text', of: (item) => item.amount?.currency ?? null },
]

/** The columns as `selectedItemColumns` reads them. */
export type ItemValues = {
  item_id: bigint
  title: string
  created_at: Date
  created_by_id: bigint | null
  assigned_by_id: bigint | null
  category_id: bigint | null
  stage_id: string | null
  amount: string | null
  currency: string | null
  updated_at: Date | null
}

/** As SQL of alias `i`: what a row tells of its item. */
export const selectedItemColumns = [
  'i.item_id',
  ...itemColumns.map(({ name, read }) => (read ? `${read} as ${name}` : `i.${name}`)),
  'i.updated_at',
].join(', ')

/** The item as the CRM told it when it was written. */
export function readItem(row: ItemValues): RemoteItem {
  const id = (value: bigint | null) => (value === null ? null : Number(value))
  return {
    itemId: Number(row.item_id),
    title: row.title,
    createdAt: row.created_at,
    createdById: id(row.created_by_id),
    assignedById: id(row.assigned_by_id),
    categoryId: id(row.category_id),
    stageId: row.stage_id,
    amount: row.amount === null || row.currency === null ? null : { value: row.amount, currency: row.currency },
    updatedAt: row.updated_at,
  }
}

/** Whether the feed would show both alike. */
export function showsSame(left: RemoteItem, right: RemoteItem): boolean {
  const comparable = (value: ReturnType<ItemColumn['of']>) => (value instanceof Date ? value.getTime() : value)
  return itemColumns.every(({ of }) => comparable(of(left)) === comparable(of(right)))
}
