import 'server-only'
import { inPortal } from '../db/in-portal.ts'

/** How many items of each of these types are newer than a position, counted up to `atMost`. */
export async function countNewer(
  portalId: string,
  upTo: ReadonlyMap<number, string>,
  atMost: number,
): Promise<ReadonlyMap<number, number>> {
  const types = [...upTo.keys()].map(BigInt)
  const positions = [...upTo.values()].map(BigInt)
  const rows = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<{ entity_type_id: bigint; count: bigint }[]>`
      select seen.entity_type_id, newer.count
      from unnest(${types}::bigint[], ${positions}::bigint[]) as seen (entity_type_id, position)
      cross join lateral (
        select count(*) from (
          select from feed_item i
          where i.portal_id = ${portalId}::uuid and i.entity_type_id = seen.entity_type_id
            and i.position > seen.position and i.removed_at is null
          limit ${atMost}
        ) found
      ) newer`,
  )
  return new Map(rows.map((row) => [Number(row.entity_type_id), Number(row.count)]))
}
