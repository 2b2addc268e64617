import 'server-only'
import { db } from '../db/client.ts'
import { inPortals } from '../db/in-portal.ts'

/**
 * Portals with unsettled receipts or with watches that are due: the poll behind the signals. Not those that another worker has, or
 * that wait after a failure: a portal that does not answer for a week costs nothing but its tries.
 * @param worker who asks: a lease of its own, which it could not give back, does not keep it.
 */
export async function listWaitingPortals(worker: string): Promise<string[]> {
  const portals = await db().portal.findMany({ select: { id: true } })
  const ids = portals.map((portal) => portal.id)
  if (ids.length === 0) return []
  const rows = await inPortals(
    ids,
    (tx) => tx.$queryRaw<{ portal_id: string }[]>`
      with waiting as (
        select d.portal_id from event_delivery d join installation n on n.portal_id = d.portal_id
        where d.settled_at is null and (d.deferred_until is null or d.deferred_until <= now()) and n.status <> 'UNINSTALLED'
        union
        select w.portal_id from watch w join installation n on n.portal_id = w.portal_id
        where w.sweep_due_at <= now() and n.status in ('NEW', 'ACTIVE')
      )
      select h.portal_id::text from waiting join feed_head h on h.portal_id = waiting.portal_id
      where (h.retry_at is null or h.retry_at <= now())
        and (h.lease_until is null or h.lease_until < now() or h.lease_owner = ${worker})`,
  )
  return rows.map((row) => row.portal_id)
}
