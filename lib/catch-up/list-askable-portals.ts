import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { backsOff } from '../feed-head/backs-off.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'

type Due = {
  /** A condition on `watch w`. */
  readonly where: Prisma.Sql
  /** What of `watch w` tells how long it has waited. */
  readonly since: Prisma.Sql
}

/**
 * Portals with a watch that is due, the one that has waited longest first. Not those that nobody may ask at present: they are due when
 * they are healed. Nor those that wait after a failure.
 */
export function listAskablePortals({ where, since }: Due): Promise<string[]> {
  return listPortals(Prisma.sql`
    select w.portal_id
    from schedule.watch w
    join schedule.installation n on n.portal_id = w.portal_id and ${mayBeAsked}
    left join schedule.feed_lease l on l.portal_id = w.portal_id
    where ${where} and (${backsOff}) is not true
    group by w.portal_id
    order by min(${since}) nulls first`)
}
