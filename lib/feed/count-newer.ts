import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { isHistory } from './history-sql.ts'
import { type SeenMarks, seenUpTo } from './seen-marks.ts'

/** How many items of each of these types are unread, counted up to `atMost` and what was marked row by row. */
export async function countNewer(
  portalId: string,
  types: readonly number[],
  seen: SeenMarks,
  atMost: number,
): Promise<ReadonlyMap<number, number>> {
  const positions = types.map((type) => BigInt(seenUpTo(seen, type)))
  const { seenRows = [], unreadRows = [] } = seen
  const rows = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<{ entity_type_id: bigint; count: bigint }[]>`
      select seen.entity_type_id, newer.count + marked.count as count
      from unnest(${types.map(BigInt)}::bigint[], ${positions}::bigint[]) as seen (entity_type_id, position)
      cross join lateral (
        select count(*) from (
          select from feed_item i
          where i.portal_id = ${portalId}::uuid and i.entity_type_id = seen.entity_type_id
            and i.position > seen.position and i.removed_at is null
            and i.position <> all (${[...seenRows, ...unreadRows].map(BigInt)}::bigint[]) and not ${isHistory}
          limit ${atMost}
        ) found
      ) newer
      cross join lateral (
        select count(*) from feed_item i
        where i.portal_id = ${portalId}::uuid and i.entity_type_id = seen.entity_type_id
          and i.position = any (${unreadRows.map(BigInt)}::bigint[]) and i.removed_at is null
      ) marked`,
  )
  return new Map(rows.map((row) => [Number(row.entity_type_id), Number(row.count)]))
}
