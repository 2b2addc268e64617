import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'

/** Portals that declined and are to be asked again. */
export function listDueRechecks(now: Date): Promise<string[]> {
  return listPortals(Prisma.sql`
    select n.portal_id from schedule.installation n
    where n.recheck_at <= ${now}::timestamptz and n.status <> 'UNINSTALLED'`)
}
