import 'server-only'
import { db } from '../db/client.ts'
import { inPortals } from '../db/in-portal.ts'

/** Portals with unsettled receipts or with watches that are due: the poll behind the signals. */
export async function listWaitingPortals(): Promise<string[]> {
  const portals = await db().portal.findMany({ select: { id: true } })
  const ids = portals.map((portal) => portal.id)
  if (ids.length === 0) return []
  const rows = await inPortals(
    ids,
    (tx) => tx.$queryRaw<{ portal_id: string }[]>`
      select d.portal_id::text from event_delivery d join installation n on n.portal_id = d.portal_id
      where d.settled_at is null and (d.deferred_until is null or d.deferred_until <= now()) and n.status <> 'UNINSTALLED'
      union
      select w.portal_id::text from watch w join installation n on n.portal_id = w.portal_id
      where w.sweep_due_at <= now() and n.status in ('NEW', 'ACTIVE')`,
  )
  return rows.map((row) => row.portal_id)
}
