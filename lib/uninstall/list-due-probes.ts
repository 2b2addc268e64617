import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'

/** Portals whose announced uninstall is due to be looked at, and those that are being emptied. */
export function listDueProbes(now: Date): Promise<string[]> {
  return listPortals(Prisma.sql`
    select n.portal_id from schedule.installation n where n.uninstall_probe_at <= ${now}::timestamptz`)
}
