import { Prisma } from '../db/generated/client.ts'

/**
 * When an announcement of the portal `portal` (SQL) last was declined, while one of its types was not walked since: something may be
 * missing. Null where that is not so.
 */
export function lostSince(portal: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    select a.lost_at from attention a
    where a.portal_id = ${portal} and a.lost_at is not null and exists (
      select from watch t
      where t.portal_id = a.portal_id and t.paused_at is null and coalesce(t.swept_at <= a.lost_at, true))`
}
