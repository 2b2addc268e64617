import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { TypesTold } from './watched-types.ts'

/** As exactly it is kept when a type was last seen: a portal that is busy is asked twice a second. */
const noteEverySeconds = 60

/** Notes whose rows the feed has under these numbers: of types that were there, as the portal said when it was asked at `askedAt`. */
export async function recordPresent(
  tx: Transaction,
  portalId: string,
  types: TypesTold['present'],
  askedAt: Date,
): Promise<void> {
  if (types.length === 0) return
  await tx.$executeRaw`
    insert into feed_type (portal_id, entity_type_id, type_id, seen_at)
    select ${portalId}::uuid, t.entity_type_id, t.type_id, ${askedAt}::timestamptz
    from unnest(
      ${types.map((type) => BigInt(type.entityTypeId))}::bigint[], ${types.map((type) => BigInt(type.typeId))}::bigint[]
    ) as t (entity_type_id, type_id)
    where not exists (
      select from feed_type f
      where f.portal_id = ${portalId}::uuid and f.entity_type_id = t.entity_type_id
        and f.seen_at > ${askedAt}::timestamptz - make_interval(secs => ${noteEverySeconds}::float8))
    on conflict (portal_id, entity_type_id) do update set seen_at = excluded.seen_at
    where feed_type.type_id = excluded.type_id`
}
