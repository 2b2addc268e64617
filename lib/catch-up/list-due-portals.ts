import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { secondsFrom } from '../platform/clock.ts'
import { sweepPace } from '../watches/look-paces.ts'
import { listAskablePortals } from './list-askable-portals.ts'

/**
 * Portals that are to be swept, the longest due first.
 * @param lostUntil what came before then may have been lost: whatever was not swept since is due, in the order in which it would have been.
 */
export function listDuePortals(now: Date, limit: number, lostUntil: Date | null = null): Promise<string[]> {
  const { everySeconds, mostSeconds } = sweepPace()
  const until = lostUntil && secondsFrom(lostUntil, Math.max(everySeconds, mostSeconds))
  return listAskablePortals({
    // The first condition is the index's. What was begun before the loss is due by then.
    where: Prisma.sql`a.sweep_at <= greatest(${now}::timestamptz, ${until}::timestamptz)
      and (a.sweep_at <= ${now}::timestamptz or a.sweep_begun_at is null or a.sweep_begun_at <= ${lostUntil}::timestamptz)`,
    since: Prisma.sql`a.sweep_at`,
    limit,
  })
}
