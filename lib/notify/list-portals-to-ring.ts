import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'

/**
 * Portals where somebody wants the bell and the feed has moved on, where a bell is due, or where nobody wants it any more.
 * Only where the app may notify at all.
 * @param moved where alone the feed can have moved on, or what people want can matter; null for anywhere.
 */
export function listPortalsToRing(now: Date, moved: readonly string[] | null = null): Promise<string[]> {
  const among = (column: Prisma.Sql) =>
    moved === null ? Prisma.sql`true` : Prisma.sql`${column} = any (${[...moved]}::uuid[])`
  return listPortals(Prisma.sql`
    select found.portal_id from (
      select h.portal_id from schedule.feed_head h
      left join schedule.bell_cursor c on c.portal_id = h.portal_id
      where ${among(Prisma.sql`h.portal_id`)}
        and h.portal_id in (select w.portal_id from schedule.bell_wish w where ${among(Prisma.sql`w.portal_id`)})
        and (c.position is null or c.position < h.head_revision)
      union
      select c.portal_id from schedule.bell_cursor c
      where ${among(Prisma.sql`c.portal_id`)}
        and c.position is not null and not exists (select from schedule.bell_wish w where w.portal_id = c.portal_id)
      union
      select b.portal_id from schedule.bell b where b.due_at <= ${now}::timestamptz
    ) found
    join schedule.installation n on n.portal_id = found.portal_id and n.status = 'ACTIVE' and n.may_ring`)
}
