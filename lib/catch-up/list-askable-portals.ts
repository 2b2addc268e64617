import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { backsOff } from '../feed-head/backs-off.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'

type Due = {
  /** A condition on `attention a`. */
  readonly where: Prisma.Sql
  /** Since when `attention a` is due. */
  readonly since: Prisma.Sql
  readonly limit: number
}

/**
 * Portals that are due, the one that has waited longest first. Not those that wait after a failure, which would hold up the others until
 * their requests have run into their time-outs.
 */
export function listAskablePortals({ where, since, limit }: Due): Promise<string[]> {
  return listPortals(Prisma.sql`
    select a.portal_id
    from schedule.attention a
    where ${where}
      and (select ${mayBeAsked} from schedule.installation n where n.portal_id = a.portal_id)
      and (select ${backsOff} from schedule.feed_lease l where l.portal_id = a.portal_id) is not true
    order by ${since} limit ${limit}`)
}
