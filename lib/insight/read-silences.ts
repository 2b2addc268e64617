import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { type Clock, secondsFrom } from '../platform/clock.ts'
import { askWhetherAdmin } from '../visibility/ask-whether-admin.ts'
import { readTypeVisibility } from '../visibility/read-type-visibility.ts'
import { shareReads } from '../visibility/share-reads.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { findSilence, type Rhythm, rhythmHours, type Silence } from './silence.ts'

type Row = { entity_type_id: bigint; known_since: Date; last_item_at: Date; hours_ago: number[]; counts: bigint[] }

const waitMs = 20_000
const quarterMs = 15 * 60_000

/**
 * Which types have gone quiet. Only of those whose every item the viewer may see: for anybody else the habit of a type is
 * that of items which may be hidden.
 * @throws Refusal `unauthorized` when the portal does not take the viewer's token.
 */
export async function readSilences(viewer: ViewerAccess, clock: Clock): Promise<Silence[]> {
  const { open, closed } = await readTypeVisibility(viewer.portalId)
  const isAdmin = closed.size > 0 && (await askWhetherAdmin(viewer, { clock, waitMs }))
  const types = isAdmin ? [...open, ...closed] : [...open]
  const rhythms = await shareReads(viewer, 'long', () => readRhythms(viewer.portalId, types, clock()))
  return rhythms.flatMap((rhythm) => findSilence(rhythm, clock()) ?? [])
}

async function readRhythms(portalId: string, types: readonly number[], now: Date): Promise<Rhythm[]> {
  if (types.length === 0) return []
  // Hours that end with the quarter that is under way.
  const until = new Date(Math.ceil(now.getTime() / quarterMs) * quarterMs)
  const from = secondsFrom(until, -rhythmHours * 3_600)
  const rows = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<Row[]>`
      select w.entity_type_id, w.created_at as known_since, newest.last_item_at, by_hour.hours_ago, by_hour.counts
      from watch w
      cross join lateral (
        select max(quarter) as last_quarter, array_agg(hours_ago) as hours_ago, array_agg(count) as counts from (
          select floor(extract(epoch from ${until}::timestamptz - c.quarter - interval '15 minutes') / 3600)::int as hours_ago,
                 sum(c.items + c.removed) as count, max(c.quarter) as quarter
          from feed_count c
          where c.portal_id = w.portal_id and c.entity_type_id = w.entity_type_id and c.items + c.removed > 0
            and c.quarter >= ${from}::timestamptz and c.quarter < ${until}::timestamptz
          group by 1
        ) of_hours
      ) by_hour
      cross join lateral (
        select max(i.created_at) as last_item_at from feed_item i
        where i.portal_id = w.portal_id and i.entity_type_id = w.entity_type_id
          and i.created_at >= by_hour.last_quarter and i.created_at < by_hour.last_quarter + interval '15 minutes'
      ) newest
      where w.portal_id = ${portalId}::uuid and w.entity_type_id = any (${types.map(BigInt)}::bigint[])
        and newest.last_item_at is not null
      order by w.entity_type_id`,
  )
  return rows.map((row) => {
    const hourly = new Array<number>(rhythmHours).fill(0)
    for (const [index, hoursAgo] of row.hours_ago.entries()) hourly[hoursAgo] = Number(row.counts[index] ?? 0)
    const entityTypeId = Number(row.entity_type_id)
    return { entityTypeId, hourly, lastItemAt: row.last_item_at, knownSince: row.known_since }
  })
}
