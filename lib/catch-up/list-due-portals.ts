import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { secondsFrom } from '../platform/clock.ts'
import { listAskablePortals } from './list-askable-portals.ts'

/** Portals with a watch that was not swept within the interval, the longest unswept first. */
export function listDuePortals(now: Date, intervalSeconds: number): Promise<string[]> {
  const before = secondsFrom(now, -intervalSeconds)
  return listAskablePortals({
    where: Prisma.sql`w.paused_at is null
      and (w.history is not null or w.swept_at is null or w.swept_at <= ${before}::timestamptz)`,
    since: Prisma.sql`w.swept_at`,
  })
}
