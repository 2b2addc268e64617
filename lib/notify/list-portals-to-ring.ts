import 'server-only'
import { inAllPortals } from '../db/in-all-portals.ts'

/**
 * Portals where somebody wants the bell and the feed has moved on, where a bell is due, or where nobody wants it any more.
 * Only where the app may notify at all.
 */
export async function listPortalsToRing(now: Date): Promise<string[]> {
  const due = await inAllPortals(
    (tx) => tx.$queryRaw<{ portal_id: string }[]>`
      select h.portal_id::text
      from feed_head h
      join installation n on n.portal_id = h.portal_id and n.status = 'ACTIVE' and n.scope ~ '(^|[, ])im([, ]|$)'
      left join bell_cursor c on c.portal_id = h.portal_id
      cross join lateral (
        select exists (
          select from viewer_state v
          where v.portal_id = h.portal_id and (v.preferences->'notify'->>'bell') = 'true'
        ) as wanted
      ) w
      where (w.wanted and (c.position is null or c.position < h.head_revision))
         or (not w.wanted and c.position is not null)
         or exists (
           select from bell b where b.portal_id = h.portal_id and b.rung_at is null and b.due_at <= ${now}::timestamptz
         )`,
  )
  return (due ?? []).map(({ portal_id }) => portal_id)
}
