import 'server-only'
import type { Actor } from '../bitrix24/actor.ts'
import { itemKey } from '../bitrix24/item-ref.ts'
import type { Transaction } from '../db/client.ts'
import type { ConfirmedItem, FeedChange, StoredItem } from './feed-change.ts'
import { foldText } from './search-text.ts'

type Row = {
  entity_type_id: bigint
  item_id: bigint
  position: bigint
  source: 'EVENT' | 'CATCH_UP'
  actor: string
  title: string
  created_at: Date
  received_at: Date
  created_by_id: bigint | null
  assigned_by_id: bigint | null
  category_id: bigint | null
  stage_id: string | null
  amount: string | null
  currency: string | null
  removed_at: Date | null
  updated_at: Date | null
}

/** The feed's rows of these items, by key; tombstones too. */
export async function readStoredItems(tx: Transaction, portalId: string, items: readonly ConfirmedItem[]) {
  const rows = await tx.$queryRaw<Row[]>`
    select i.entity_type_id, i.item_id, i.position, i.source::text, i.actor::text, i.title, i.created_at, i.received_at,
           i.created_by_id, i.assigned_by_id, i.category_id, i.stage_id, trim_scale(i.amount)::text as amount,
           i.currency, i.removed_at, i.updated_at
    from unnest(${items.map((i) => BigInt(i.entityTypeId))}::bigint[], ${items.map((i) => BigInt(i.itemId))}::bigint[])
      as asked (entity_type_id, item_id)
    join feed_item i
      on i.portal_id = ${portalId}::uuid and i.entity_type_id = asked.entity_type_id and i.item_id = asked.item_id`
  return new Map(
    rows.map((row) => [
      itemKey({ entityTypeId: Number(row.entity_type_id), itemId: Number(row.item_id) }),
      toStored(row),
    ]),
  )
}

type Range = { readonly entityTypeId: number; readonly fromItemId: number; readonly toItemId: number }

/** The feed's rows of one type after `fromItemId` up to `toItemId` in the order of their ids, tombstones too; at most `limit`. */
export async function readStoredRange(
  tx: Transaction,
  portalId: string,
  { entityTypeId, fromItemId, toItemId }: Range,
  limit: number,
): Promise<StoredItem[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select entity_type_id, item_id, position, source::text, actor::text, title, created_at, received_at,
           created_by_id, assigned_by_id, category_id, stage_id, trim_scale(amount)::text as amount, currency, removed_at,
           updated_at
    from feed_item
    where portal_id = ${portalId}::uuid and entity_type_id = ${BigInt(entityTypeId)}
      and item_id > ${BigInt(fromItemId)} and item_id <= ${BigInt(toItemId)}
    order by item_id limit ${limit}`
  return rows.map(toStored)
}

function toStored(row: Row): StoredItem {
  const id = (value: bigint | null) => (value === null ? null : Number(value))
  return {
    entityTypeId: Number(row.entity_type_id),
    itemId: Number(row.item_id),
    position: row.position,
    source: row.source,
    actor: row.actor.toLowerCase() as Actor,
    title: row.title,
    createdAt: row.created_at,
    receivedAt: row.received_at,
    createdById: id(row.created_by_id),
    assignedById: id(row.assigned_by_id),
    categoryId: id(row.category_id),
    stageId: row.stage_id,
    amount: row.amount === null || row.currency === null ? null : { value: row.amount, currency: row.currency },
    removedAt: row.removed_at,
    updatedAt: row.updated_at,
  }
}

/**
 * Writes changed rows in one statement; the unique key is what keeps each item once. What a new row brings is kept beside
 * what later changes make of it.
 */
export async function writeChanges(tx: Transaction, portalId: string, changes: readonly FeedChange[]): Promise<void> {
  if (changes.length === 0) return
  const column = <T>(pick: (change: FeedChange) => T) => changes.map(pick)
  const id = (value: number | null) => (value === null ? null : BigInt(value))
  await tx.$executeRaw`
    insert into feed_item
      (portal_id, entity_type_id, item_id, revision, position, source, actor, title, created_at, received_at,
       created_by_id, assigned_by_id, category_id, stage_id, amount, currency, search_text, removed_at,
       updated_at, first_stage_id, first_assigned_by_id)
    select ${portalId}::uuid, c.entity_type_id, c.item_id, c.revision, c.position, c.source::feed_item_source, c.actor::actor,
           c.title, c.created_at, c.received_at, c.created_by_id, c.assigned_by_id, c.category_id, c.stage_id,
           c.amount, c.currency, c.search_text, c.removed_at, c.updated_at, c.stage_id, c.assigned_by_id
    from unnest(
      ${column((c) => BigInt(c.row.entityTypeId))}::bigint[], ${column((c) => BigInt(c.row.itemId))}::bigint[],
      ${column((c) => c.revision)}::bigint[], ${column((c) => c.row.position)}::bigint[],
      ${column((c) => c.row.source)}::text[], ${column((c) => c.row.actor.toUpperCase())}::text[],
      ${column((c) => c.row.title)}::text[],
      ${column((c) => c.row.createdAt)}::timestamptz[], ${column((c) => c.row.receivedAt)}::timestamptz[],
      ${column((c) => id(c.row.createdById))}::bigint[], ${column((c) => id(c.row.assignedById))}::bigint[],
      ${column((c) => id(c.row.categoryId))}::bigint[], ${column((c) => c.row.stageId)}::text[],
      ${column((c) => c.row.amount?.value ?? null)}::numeric[], ${column((c) => c.row.amount?.currency ?? null)}::text[],
      ${column((c) => foldText(c.row.title))}::text[], ${column((c) => c.row.removedAt)}::timestamptz[],
      ${column((c) => c.row.updatedAt)}::timestamptz[]
    ) as c (entity_type_id, item_id, revision, position, source, actor, title, created_at, received_at,
            created_by_id, assigned_by_id, category_id, stage_id, amount, currency, search_text, removed_at,
            updated_at)
    on conflict (portal_id, entity_type_id, item_id) do update set
      revision = excluded.revision, actor = excluded.actor,
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
      title = excluded.title, search_text = excluded.search_text, created_at = excluded.created_at,
      created_by_id = excluded.created_by_id, assigned_by_id = excluded.assigned_by_id,
      category_id = excluded.category_id, stage_id = excluded.stage_id,
      amount = excluded.amount, currency = excluded.currency, removed_at = excluded.removed_at,
      updated_at = excluded.updated_at`
}

/** Notes of rows that are as they were up to when that is known. */
export async function writeKnownUpTo(tx: Transaction, portalId: string, rows: readonly StoredItem[]): Promise<void> {
  if (rows.length === 0) return
  await tx.$executeRaw`
    update feed_item i set updated_at = k.updated_at
    from unnest(
      ${rows.map((row) => BigInt(row.entityTypeId))}::bigint[], ${rows.map((row) => BigInt(row.itemId))}::bigint[],
      ${rows.map((row) => row.updatedAt)}::timestamptz[]
    ) as k (entity_type_id, item_id, updated_at)
    where i.portal_id = ${portalId}::uuid and i.entity_type_id = k.entity_type_id and i.item_id = k.item_id`
}
