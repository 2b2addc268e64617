import 'server-only'
import { inPortals } from '../db/in-portals.ts'
import type { InstallationStatus } from '../portals/installation-status.ts'

/** How one portal stands. Times are ISO 8601 UTC; no token, no name and no title is in it. */
export type PortalSummary = {
  readonly address: string
  readonly status: InstallationStatus | null
  readonly closing: string | null
  readonly lastEventAt: string | null
  readonly waiting: number
  readonly oldestWaitingAt: string | null
  readonly parked: number
  /** Since when the portal is due to be swept, in seconds; null where it is not. */
  readonly overdueSeconds: number | null
  /** `valid` until it expires, then renewed by the `refresh` token; `none` where an admin has to open the app. */
  readonly adminToken: 'valid' | 'refresh' | 'none'
  readonly id: string
  readonly memberId: string
}

type Row = {
  id: string
  member_id: string
  domain: string
  status: InstallationStatus | null
  closing: string | null
  last_event_at: Date | null
  waiting: bigint
  oldest: Date | null
  parked: bigint
  sweep_at: Date | null
  has_refresh: boolean | null
  expires_at: Date | null
}

/** @param ids portals in the order in which they are told. */
export async function readSummaries(ids: readonly string[], now: Date): Promise<PortalSummary[]> {
  const rows = await inPortals(
    ids,
    (tx) => tx.$queryRaw<Row[]>`
      select p.id::text, p.member_id, p.domain, n.status::text, n.closing,
             (select received_at from event_delivery d where d.portal_id = p.id and d.event <> 'CATCH_UP'
              order by d.id desc limit 1) as last_event_at,
             q.waiting, q.oldest, q.parked, a.sweep_at,
             n.refresh_token_sealed is not null as has_refresh, n.access_expires_at as expires_at
      from unnest(${[...ids]}::uuid[]) with ordinality as named (id, place)
      join portal p on p.id = named.id
      left join installation n on n.portal_id = p.id
      left join attention a on a.portal_id = p.id
      cross join lateral (
        select count(*) filter (where outcome::text = 'RECEIVED') as waiting,
               min(received_at) filter (where outcome::text = 'RECEIVED') as oldest,
               count(*) filter (where outcome::text = 'PARKED') as parked
        from event_delivery where portal_id = p.id and (settled_at is null or outcome::text = 'PARKED')
      ) q
      order by named.place`,
  )
  return rows.map((row) => toSummary(row, now))
}

function toSummary(row: Row, now: Date): PortalSummary {
  const overdueMs = row.sweep_at === null ? -1 : now.getTime() - row.sweep_at.getTime()
  const hasValid = row.expires_at !== null && row.expires_at > now
  return {
    address: row.domain,
    status: row.status,
    closing: row.closing,
    lastEventAt: row.last_event_at?.toISOString() ?? null,
    waiting: Number(row.waiting),
    oldestWaitingAt: row.oldest?.toISOString() ?? null,
    parked: Number(row.parked),
    overdueSeconds: overdueMs > 0 ? Math.round(overdueMs / 1000) : null,
    adminToken: row.has_refresh !== true ? 'none' : hasValid ? 'valid' : 'refresh',
    id: row.id,
    memberId: row.member_id,
  }
}
