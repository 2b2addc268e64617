import 'server-only'
import type { Transaction } from '../db/client.ts'
import { beginComparison } from '../watches/begin-comparison.ts'
import type { ComparedWatch } from './plan-comparison.ts'

type Row = {
  entity_type_id: bigint
  compared_item_id: bigint
  through_item_id: bigint
  is_gone: boolean
  rows_left: number
}

/**
 * The watches of a round that is under way; where none is, one begins for all of them. It ends with the newest item in the feed: one
 * that a batch confirmed which proved nobody an admin is beyond the checkpoint.
 */
export async function readCompared(tx: Transaction, portalId: string): Promise<ComparedWatch[]> {
  await beginComparison(tx, portalId)
  const rows = await tx.$queryRaw<Row[]>`
    select w.entity_type_id, w.compared_item_id, greatest(w.checkpoint_item_id, i.last_item_id) as through_item_id,
           w.paused_at is not null as is_gone, i.rows_left
    from watch w cross join lateral (
      select count(*)::int as rows_left, max(item_id) as last_item_id from feed_item
      where portal_id = w.portal_id and entity_type_id = w.entity_type_id and removed_at is null
        and item_id > w.compared_item_id
    ) i
    where w.portal_id = ${portalId}::uuid and w.compared_item_id is not null
      and (w.paused_at is null or w.paused_reason = 'TYPE_GONE')
    order by w.compared_at nulls first, w.entity_type_id`
  return rows.map((row) => ({
    entityTypeId: Number(row.entity_type_id),
    fromItemId: Number(row.compared_item_id),
    throughItemId: Number(row.through_item_id),
    rowsLeft: row.rows_left,
    isGone: row.is_gone,
  }))
}
