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
  const from = secondsFrom(now, -rhythmHours * 3_600)
  const rows = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<Row[]>`
      select w.entity_type_id, w.created_at as known_since, max(by_hour.last_item_at) as last_item_at,
             array_agg(by_hour.hours_ago) as hours_ago, array_agg(by_hour.count) as counts
      from watch w
      join (
        select i.entity_type_id, floor(extract(epoch from ${now}::timestamptz - i.created_at) / 3600)::int as hours_ago,
               count(*) as count, max(i.created_at) as last_item_at
        from feed_item i
        where i.portal_id = ${portalId}::uuid and i.created_at > ${from}::timestamptz and i.created_at <= ${now}::timestamptz
        group by 1, 2
      ) by_hour using (entity_type_id)
      where w.portal_id = ${portalId}::uuid and w.entity_type_id = any (${types.map(BigInt)}::bigint[])
      group by w.entity_type_id, w.created_at`,
  )
  return rows.map((row) => {
    const hourly = new Array<number>(rhythmHours).fill(0)
    for (const [index, hoursAgo] of row.hours_ago.entries()) hourly[hoursAgo] = Number(row.counts[index] ?? 0)
    const entityTypeId = Number(row.entity_type_id)
    return { entityTypeId, hourly, lastItemAt: row.last_item_at, knownSince: row.known_since }
  })
}
