import 'server-only'
import type { Prisma } from '../db/generated/client.ts'
import { inAllPortals } from '../db/in-all-portals.ts'
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
export async function listAskablePortals({ where, since }: Due): Promise<string[]> {
  const rows = await inAllPortals(
    (tx) => tx.$queryRaw<{ portal_id: string }[]>`
      select w.portal_id::text
      from watch w
      join installation n on n.portal_id = w.portal_id and ${mayBeAsked}
      left join feed_lease l on l.portal_id = w.portal_id
      where ${where} and (${backsOff}) is not true
      group by w.portal_id
      order by min(${since}) nulls first`,
  )
  return (rows ?? []).map((row) => row.portal_id)
}
