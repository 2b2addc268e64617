import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { backsOff } from '../feed-head/backs-off.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'
import { receiptIsDue } from '../receipts/receipt-is-due.ts'

/**
 * Portals with unsettled receipts or with watches that are due: the poll behind the signals. Not those that another worker has, or
 * that wait after a failure: a portal that does not answer for a week costs nothing but its tries.
 * Sub-selects and no joins: each looks at one portal that was found, where a plan for a join may read those of all others; with an
 * order, so that the index is used although one portal with very many receipts makes all others look like it.
 * @param worker who asks: a lease of its own, which it could not give back, does not keep it.
 */
export function listWaitingPortals(worker: string): Promise<string[]> {
  return listPortals(Prisma.sql`
    with recursive ${queued},
    found as (
      select portal_id, false as is_behind from queued where portal_id is not null
      union all
      select w.portal_id, true from schedule.watch w
      join schedule.installation n on n.portal_id = w.portal_id and ${mayBeAsked}
      where w.sweep_due_at <= now()
    ),
    free as materialized (
      select f.portal_id, f.is_behind from found f
      where (
        select ${backsOff} or (l.held_until >= now() and l.held_by is distinct from ${worker})
        from schedule.feed_lease l where l.portal_id = f.portal_id
      ) is not true
      and (select n.status from schedule.installation n where n.portal_id = f.portal_id) is distinct from 'UNINSTALLED'
    )
    select distinct f.portal_id from free f
    where f.is_behind
       or (select true from schedule.event_delivery d where d.portal_id = f.portal_id and ${receiptIsDue}
           order by d.received_at limit 1)`)
}

/** Portals with receipts that are not settled, from one to the next through the index: how many one of them has costs nothing. */
const queued = Prisma.sql`queued (portal_id) as (
  (select d.portal_id from schedule.event_delivery d order by d.portal_id limit 1)
  union all
  select (select d.portal_id from schedule.event_delivery d where d.portal_id > q.portal_id order by d.portal_id limit 1)
  from queued q where q.portal_id is not null
)`
