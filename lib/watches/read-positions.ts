import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { WatchPosition } from './watch-position.ts'

type Row = { entity_type_id: bigint; checkpoint_item_id: bigint; is_due: boolean; walk_span: number | null }

/** Where the portal's watches stand, the longest unswept first; of paused ones only those that are to be tried again. */
export async function readPositions(tx: Transaction, portalId: string): Promise<WatchPosition[]> {
  const rows = await tx.$queryRaw<Row[]>`
    select entity_type_id, checkpoint_item_id, walk_span, coalesce(sweep_due_at <= now(), false) as is_due
    from watch
    where portal_id = ${portalId}::uuid and (paused_at is null or sweep_due_at <= now())
    order by swept_at nulls first, entity_type_id`
  return rows.map((row) => ({
    entityTypeId: Number(row.entity_type_id),
    checkpointItemId: Number(row.checkpoint_item_id),
    isDue: row.is_due,
    walkSpan: row.walk_span,
  }))
}
