import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'

/**
 * Portals where somebody wants the bell and the feed has moved on, where a bell is due, or where nobody wants it any more.
 * Only where the app may notify at all.
 */
export function listPortalsToRing(now: Date): Promise<string[]> {
  return listPortals(Prisma.sql`
    select found.portal_id from (
      select h.portal_id from schedule.feed_head h
      left join schedule.bell_cursor c on c.portal_id = h.portal_id
      where h.portal_id in (select w.portal_id from schedule.bell_wish w)
        and (c.position is null or c.position < h.head_revision)
      union
      select c.portal_id from schedule.bell_cursor c
      where c.position is not null and not exists (select from schedule.bell_wish w where w.portal_id = c.portal_id)
      union
      select b.portal_id from schedule.bell b where b.due_at <= ${now}::timestamptz
    ) found
    join schedule.installation n on n.portal_id = found.portal_id and n.status = 'ACTIVE' and n.may_ring`)
}
