import 'server-only'
import type { Actor } from '../bitrix24/actor.ts'
import { type ItemRef, itemKey } from '../bitrix24/item-ref.ts'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { type Statement, statement } from '../db/statement.ts'
import { headAdvanceSql } from '../feed-head/head-sql.ts'
import { retentionFloor } from '../watches/retention-floor.ts'
import { type ItemValues, itemColumns, readItem, selectedItemColumns } from './item-columns.ts'
import type { FeedChange, StoredItem } from './plan-changes.ts'
import { foldText } from './search-text.ts'

/** As `readStoredRange` reads it. */
type StoredRow = ItemValues & {
  entity_type_id: bigint
  position: bigint
  source: 'EVENT' | 'CATCH_UP'
  actor: string
  received_at: Date
  removed_at: Date | null
}

const storedColumns = Prisma.raw(
  `${selectedItemColumns}, i.entity_type_id, i.position, i.source::text, i.actor::text, i.received_at, i.removed_at`,
)

/** An item that is asked about: `position` is null where the feed has no row of it, the floors where its type is not watched. */
export type AskedRow = Omit<StoredRow, 'position'> & {
  position: bigint | null
  asked_type_id: bigint
  baselineItemId: bigint | null
  prunedItemId: bigint | null
  tickedItemId: bigint | null
}

/** The feed's rows of these items, tombstones too, and after which item the feed of their types begins. */
export function storedItemsSql(portalId: string, items: readonly ItemRef[]): Statement<AskedRow> {
  return statement<AskedRow>`
    select asked.entity_type_id as asked_type_id, w.baseline_item_id as "baselineItemId", w.pruned_item_id as "prunedItemId",
           w.ticked_item_id as "tickedItemId", ${storedColumns}
    from unnest(${items.map((i) => BigInt(i.entityTypeId))}::bigint[], ${items.map((i) => BigInt(i.itemId))}::bigint[])
      as asked (entity_type_id, item_id)
    left join watch w on w.portal_id = ${portalId}::uuid and w.entity_type_id = asked.entity_type_id
    left join feed_item i
      on i.portal_id = ${portalId}::uuid and i.entity_type_id = asked.entity_type_id and i.item_id = asked.item_id`
}

/** The rows as items, by key. */
export function storedByKey(rows: readonly AskedRow[]): Map<string, StoredItem> {
  const stored = rows.flatMap((row) => (row.position === null ? [] : [toStored({ ...row, position: row.position })]))
  return new Map(stored.map((item) => [itemKey(item), item]))
}

/** The floors of the watched types among them. */
export function floorsOf(rows: readonly AskedRow[]): Map<number, number> {
  const watched = rows.flatMap(({ asked_type_id, baselineItemId, prunedItemId }) =>
    baselineItemId === null || prunedItemId === null
      ? []
      : [[Number(asked_type_id), retentionFloor({ baselineItemId, prunedItemId })] as const],
  )
  return new Map(watched)
}

/**
 * How many of these are new in the feed without anybody having announced them. What was imported with the decision to follow its type is
 * older than that, and was not missed.
 */
export function countRecovered(changes: readonly FeedChange[], rows: readonly AskedRow[]): number {
  const ticked = new Map(rows.map(({ asked_type_id, tickedItemId }) => [Number(asked_type_id), Number(tickedItemId)]))
  const isRecovered = ({ row, revision }: FeedChange) =>
    row.source === 'CATCH_UP' && row.position === revision && row.itemId > (ticked.get(row.entityTypeId) ?? 0)
  return changes.filter(isRecovered).length
}

type Range = { readonly entityTypeId: number; readonly fromItemId: number; readonly toItemId: number }

/** The feed's rows of one type after `fromItemId` up to `toItemId` in the order of their ids, tombstones too; at most `limit`. */
export async function readStoredRange(
  tx: Transaction,
  portalId: string,
  { entityTypeId, fromItemId, toItemId }: Range,
  limit: number,
): Promise<StoredItem[]> {
  const rows = await tx.$queryRaw<StoredRow[]>`
    select ${storedColumns}
    from feed_item i
    where i.portal_id = ${portalId}::uuid and i.entity_type_id = ${BigInt(entityTypeId)}
      and i.item_id > ${BigInt(fromItemId)} and i.item_id <= ${BigInt(toItemId)}
    order by i.item_id limit ${limit}`
  return rows.map(toStored)
}

function toStored(row: StoredRow): StoredItem {
  return {
    ...readItem(row),
    entityTypeId: Number(row.entity_type_id),
    position: row.position,
    source: row.source,
    actor: row.actor.toLowerCase() as Actor,
    receivedAt: row.received_at,
    removedAt: row.removed_at,
  }
}

type WrittenColumn = {
  readonly name: string
  readonly type: string
  readonly of: (change: FeedChange) => string | bigint | Date | null
}

/** What a change writes; an enum goes as its text. */
const writtenColumns: readonly WrittenColumn[] = [
  { name: 'entity_type_id', type: 'bigint', of: ({ row }) => BigInt(row.entityTypeId) },
  { name: 'item_id', type: 'bigint', of: ({ row }) => BigInt(row.itemId) },
  { name: 'revision', type: 'bigint', of: ({ revision }) => revision },
  { name: 'position', type: 'bigint', of: ({ row }) => row.position },
  { name: 'source', type: 'text', of: ({ row }) => row.source },
  { name: 'actor', type: 'text', of: ({ row }) => row.actor.toUpperCase() },
  { name: 'received_at', type: 'timestamptz', of: ({ row }) => row.receivedAt },
  { name: 'removed_at', type: 'timestamptz', of: ({ row }) => row.removedAt },
  { name: 'updated_at', type: 'timestamptz', of: ({ row }) => row.updatedAt },
  { name: 'search_text', type: 'text', of: ({ row }) => foldText(row.title) },
  ...itemColumns.map(({ name, type, of }): WrittenColumn => ({ name, type, of: ({ row }) => of(row) })),
]
const enums: Readonly<Record<string, string>> = { source: 'feed_item_source', actor: 'actor' }
/** What later changes make of a row; the others are those of the first. */
const renewed = ['revision', 'actor', 'removed_at', 'updated_at', 'search_text', ...itemColumns.map(({ name }) => name)]

const rawList = (parts: readonly string[]) => Prisma.raw(parts.join(', '))
const writtenNames = rawList(writtenColumns.map(({ name }) => name))
const writtenValues = rawList(writtenColumns.map(({ name }) => `c.${name}${name in enums ? `::${enums[name]}` : ''}`))
const renewedValues = rawList(renewed.map((name) => `${name} = excluded.${name}`))

/**
 * Writes changed rows in one statement, with the revision up to which they are numbered, under the head's lock; the unique key is what
 * keeps each item once. What a new row brings is kept beside what later changes make of it.
 */
export function changesSql(portalId: string, changes: readonly FeedChange[], headRevision: bigint): Statement[] {
  if (changes.length === 0) return []
  const arrays = writtenColumns.map(({ type, of }) => Prisma.sql`${changes.map(of)}::${Prisma.raw(type)}[]`)
  const written = statement`
    with head as (${headAdvanceSql(portalId, headRevision)})
    insert into feed_item (portal_id, ${writtenNames}, first_stage_id, first_assigned_by_id)
    select ${portalId}::uuid, ${writtenValues}, c.stage_id, c.assigned_by_id
    from unnest(${Prisma.join(arrays)}) as c (${writtenNames})
    on conflict (portal_id, entity_type_id, item_id) do update set
      first_title = case when feed_item.title = excluded.title then feed_item.first_title
                         else coalesce(feed_item.first_title, feed_item.title) end,
      first_title_until = case when feed_item.first_title is null and feed_item.title <> excluded.title
                               then excluded.revision else feed_item.first_title_until end,
      first_stage_until = case when feed_item.stage_id is not distinct from feed_item.first_stage_id
                                and excluded.stage_id is distinct from feed_item.first_stage_id
                               then coalesce(feed_item.first_stage_until, excluded.revision)
                               else feed_item.first_stage_until end,
      first_assigned_until = case when feed_item.assigned_by_id is not distinct from feed_item.first_assigned_by_id
                                   and excluded.assigned_by_id is distinct from feed_item.first_assigned_by_id
                                  then coalesce(feed_item.first_assigned_until, excluded.revision)
                                  else feed_item.first_assigned_until end,
      ${renewedValues}`
  return [written]
}

/** Notes of rows that are as they were up to when that is known. */
export function knownUpToSql(portalId: string, rows: readonly StoredItem[]): Statement[] {
  if (rows.length === 0) return []
  const noted = statement`
    update feed_item i set updated_at = k.updated_at
    from unnest(
      ${rows.map((row) => BigInt(row.entityTypeId))}::bigint[], ${rows.map((row) => BigInt(row.itemId))}::bigint[],
      ${rows.map((row) => row.updatedAt)}::timestamptz[]
    ) as k (entity_type_id, item_id, updated_at)
    where i.portal_id = ${portalId}::uuid and i.entity_type_id = k.entity_type_id and i.item_id = k.item_id`
  return [noted]
}
