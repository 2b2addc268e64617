import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { secondsFrom } from '../platform/clock.ts'

const everySeconds = 6 * 3_600

/** Portals whose old rows have not been deleted for some hours. An uninstalled one is emptied. */
export function listPortalsToPrune(now: Date): Promise<string[]> {
  return listPortals(Prisma.sql`
    select h.portal_id from schedule.feed_head h
    left join schedule.installation n on n.portal_id = h.portal_id
    left join schedule.pruning p on p.portal_id = h.portal_id
    where n.status is distinct from 'UNINSTALLED'
      and (p.pruned_at is null or p.pruned_at <= ${secondsFrom(now, -everySeconds)}::timestamptz)`)
}
