import 'server-only'
import { db } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { inPortals } from '../db/in-portals.ts'
import { backsOff } from '../feed-head/backs-off.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'
import { receiptIsDue } from '../receipts/receipt-is-due.ts'

/**
 * Portals with unsettled receipts or with watches that are due: the poll behind the signals. Not those that another worker has, or
 * that wait after a failure: a portal that does not answer for a week costs nothing but its tries.
 * @param worker who asks: a lease of its own, which it could not give back, does not keep it.
 */
export async function listWaitingPortals(worker: string): Promise<string[]> {
  const portals = await db().portal.findMany({ select: { id: true } })
  const ids = portals.map((portal) => portal.id)
  if (ids.length === 0) return []
  const kept = new Set(await listKept(ids, worker))
  const free = ids.filter((id) => !kept.has(id))
  return free.length === 0 ? [] : listDue(free)
}

/** Those that nobody, or another worker, is to look at now. */
function listKept(ids: readonly string[], worker: string): Promise<string[]> {
  return listNames(
    ids,
    Prisma.sql`
      select l.portal_id from feed_lease l
      where ${backsOff} or (l.held_until >= now() and l.held_by is distinct from ${worker})
      union
      select portal_id from installation where status = 'UNINSTALLED'`,
  )
}

/**
 * Naming these portals only is what keeps the receipts of the others from being read. Each table once and no join: row-level security
 * compares each row with all names, and a question for each portal would do so again for each.
 */
function listDue(ids: readonly string[]): Promise<string[]> {
  return listNames(
    ids,
    Prisma.sql`
      select d.portal_id from event_delivery d where ${receiptIsDue}
      union
      select portal_id from watch
      where sweep_due_at <= now()
        and portal_id not in (select n.portal_id from installation n where not ${mayBeAsked})`,
  )
}

async function listNames(ids: readonly string[], query: Prisma.Sql): Promise<string[]> {
  const rows = await inPortals(
    ids,
    (tx) => tx.$queryRaw<{ portal_id: string }[]>`select portal_id::text from (${query}) as found`,
  )
  return rows.map((row) => row.portal_id)
}
