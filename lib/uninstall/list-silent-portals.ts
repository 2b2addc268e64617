import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { isSilent } from './end-silent-portal.ts'

/** Portals that have the app as far as is known, and of which nothing was heard for months. */
export function listSilentPortals(now: Date): Promise<string[]> {
  return listPortals(Prisma.sql`
    select n.portal_id from schedule.installation n
    left join schedule.feed_proof p on p.portal_id = n.portal_id
    where ${isSilent(now)}`)
}
