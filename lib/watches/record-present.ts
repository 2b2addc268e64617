import 'server-only'
import type { Transaction } from '../db/client.ts'
import { statement } from '../db/statement.ts'
import { type PresentType, presentNotedSeconds } from './watched-types.ts'

/** Notes whose rows the feed has under these numbers: of types that were there, as the portal said when it was asked at `askedAt`. */
export async function recordPresent(
  tx: Transaction,
  portalId: string,
  types: readonly PresentType[],
  askedAt: Date,
): Promise<void> {
  if (types.length > 0) await tx.$executeRaw(presentNoteSql(portalId, types, askedAt))
}

/** The same, for who has more to do in one trip. */
export function presentNoteSql(portalId: string, types: readonly PresentType[], askedAt: Date) {
  return statement`
    insert into feed_type (portal_id, entity_type_id, type_id, seen_at)
    select ${portalId}::uuid, t.entity_type_id, t.type_id, ${askedAt}::timestamptz
    from unnest(
      ${types.map((type) => BigInt(type.entityTypeId))}::bigint[], ${types.map((type) => BigInt(type.typeId))}::bigint[]
    ) as t (entity_type_id, type_id)
    where not exists (
      select from feed_type f
      where f.portal_id = ${portalId}::uuid and f.entity_type_id = t.entity_type_id
        and f.seen_at > ${askedAt}::timestamptz - make_interval(secs => ${presentNotedSeconds}::float8))
    on conflict (portal_id, entity_type_id) do update set seen_at = excluded.seen_at
    where feed_type.type_id = excluded.type_id`
}
