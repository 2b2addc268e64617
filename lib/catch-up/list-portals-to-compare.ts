import 'server-only'
import { db } from '../db/client.ts'
import { inPortals } from '../db/in-portal.ts'
import { secondsFrom } from '../platform/clock.ts'

/**
 * Portals whose last comparison is that long ago, and those in the middle of one. Not those that wait after a failure: each would
 * hold up the others until its request has run into its time-out.
 */
export async function listPortalsToCompare(now: Date, intervalSeconds: number): Promise<string[]> {
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
      where (w.paused_at is null or w.paused_reason = 'TYPE_GONE')
        and (w.compared_item_id is not null or w.compared_at is null or w.compared_at <= ${before}::timestamptz)
      group by w.portal_id
      order by min(w.compared_at) nulls first`,
  )
  return rows.map((row) => row.portal_id)
}
