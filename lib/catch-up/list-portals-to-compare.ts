import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { secondsFrom } from '../platform/clock.ts'
import { listAskablePortals } from './list-askable-portals.ts'

/**
 * Portals whose last comparison is that long ago, and those in the middle of one. One that waits after a failure would hold up the
 * others until its request has run into its time-out.
 */
export function listPortalsToCompare(now: Date, intervalSeconds: number): Promise<string[]> {
  const before = secondsFrom(now, -intervalSeconds)
  return listAskablePortals({
    where: Prisma.sql`(w.paused_at is null or w.paused_reason = 'TYPE_GONE')
      and (w.compared_item_id is not null or w.compared_at is null or w.compared_at <= ${before}::timestamptz)`,
    since: Prisma.sql`w.compared_at`,
  })
}
