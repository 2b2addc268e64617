import 'server-only'
import { db } from '../db/client.ts'
import { inPortals } from '../db/in-portal.ts'
import { secondsFrom } from '../platform/clock.ts'

/**
 * Portals with a watch that was not swept within the interval, the longest unswept first. Not those that nobody may ask at
 * present: they are swept when they are healed.
 */
export async function listDuePortals(now: Date, intervalSeconds: number): Promise<string[]> {
  const portals = await db().portal.findMany({ select: { id: true } })
  const ids = portals.map((portal) => portal.id)
  if (ids.length === 0) return []
  const before = secondsFrom(now, -intervalSeconds)
  const rows = await inPortals(
    ids,
    (tx) => tx.$queryRaw<{ portal_id: string }[]>`
      select w.portal_id::text
      from watch w
      join installation n on n.portal_id = w.portal_id and n.status in ('NEW', 'ACTIVE')
      join feed_head h on h.portal_id = w.portal_id and (h.retry_at is null or h.retry_at <= now())
      where w.paused_at is null
        and (w.history is not null or w.swept_at is null or w.swept_at <= ${before}::timestamptz)
      group by w.portal_id
      order by min(w.swept_at) nulls first`,
  )
  return rows.map((row) => row.portal_id)
}
