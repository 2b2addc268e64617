import 'server-only'
import { itemKey } from '../bitrix24/item-ref.ts'
import { Prisma } from '../db/generated/client.ts'
import { inOneTrip } from '../db/in-one-trip.ts'
import { type Statement, statement } from '../db/statement.ts'
import { isSilent } from '../installations/bound-events.ts'
import type { InstallationStatus } from '../portals/installation-status.ts'
import { lastUnproved } from '../portals/last-unproved.ts'
import { lostSince } from '../portals/lost-since.ts'
import type { PortalNews } from './portal-news.ts'

type Row = {
  portal_id: string
  status: InstallationStatus
  head_revision: bigint
  watches_revision: bigint
  proved_at: Date | null
  is_failing: boolean
  closing: PortalNews['closing']
  broken_at: Date | null
  sessions_since: Date | null
  absent_events: string[]
  unbound_events: string[]
  watches: string
  open_types: number[]
  begun_anew: [entityTypeId: number, revision: string][]
  lost_seconds: number | null
  announced: bigint
  behind_seconds: number | null
  waiting: [entityTypeId: number, itemId: number, behindSeconds: number][]
}

/** A storm's backlog is counted up to here, and looked into up to the second. */
const maxCounted = 5_000
const maxListed = 500

/** How these portals stand, in one query. Portals without the app are left out. */
export async function readPortalNews(portalIds: readonly string[]): Promise<Map<string, PortalNews>> {
  const [{ rows }] = await inOneTrip(portalIds, [newsSql(portalIds)])
  return new Map(rows.map((row) => [row.portal_id, toNews(row)]))
}

function newsSql(portalIds: readonly string[]): Statement<Row> {
  return statement<Row>`
      select n.portal_id::text, n.status::text, n.closing, n.broken_at, n.sessions_since, h.head_revision, h.watches_revision, p.proved_at,
             coalesce(e.failures, 0) > 0 or (${lastUnproved(Prisma.sql`n.portal_id`)}) is not null as is_failing,
             n.absent_events, n.unbound_events, w.watches, w.open_types, f.begun_anew,
             extract(epoch from now() - (${lostSince(Prisma.sql`n.portal_id`)}))::float8 as lost_seconds,
             b.announced, b.behind_seconds, l.waiting
      from installation n
      join feed_head h on h.portal_id = n.portal_id
      left join feed_lease e on e.portal_id = n.portal_id
      left join feed_proof p on p.portal_id = n.portal_id
      cross join lateral (
        select coalesce(string_agg(concat_ws(' ', entity_type_id, visibility, extract(epoch from created_at),
                                             paused_reason, md5(title)), ' ' order by entity_type_id), '') as watches,
               coalesce(json_agg(entity_type_id) filter (where visibility = 'PORTAL'), '[]') as open_types
        from watch where portal_id = n.portal_id
      ) w
      cross join lateral (
        select coalesce(json_agg(json_build_array(entity_type_id, began_revision::text)), '[]') as begun_anew
        from feed_type where portal_id = n.portal_id and began_revision > 0
      ) f
      cross join lateral (
        select count(distinct (entity_type_id, item_id)) as announced,
               extract(epoch from now() - min(received_at))::float8 as behind_seconds
        from (
          select entity_type_id, item_id, received_at from event_delivery
          where portal_id = n.portal_id and settled_at is null order by received_at, id limit ${maxCounted}
        ) counted
      ) b
      cross join lateral (
        select coalesce(json_agg(json_build_array(entity_type_id, item_id,
                                                  extract(epoch from now() - received_at)::float8)), '[]') as waiting
        from (
          select entity_type_id, item_id, received_at from event_delivery
          where portal_id = n.portal_id and settled_at is null order by received_at, id limit ${maxListed}
        ) listed
      ) l
      where n.portal_id = any (${[...portalIds]}::uuid[]) and n.status <> 'UNINSTALLED'`
}

function toNews(row: Row): PortalNews {
  return {
    head: row.head_revision,
    status: row.status,
    isFailing:
      row.is_failing ||
      row.lost_seconds !== null ||
      isSilent({ absent: row.absent_events, unbound: row.unbound_events }),
    closing: row.closing,
    brokenAt: row.broken_at?.toISOString() ?? null,
    sessionsSince: row.sessions_since,
    provedAt: row.proved_at?.toISOString() ?? null,
    watches: row.watches,
    watchesRevision: row.watches_revision,
    openTypes: new Set(row.open_types),
    begunAnew: new Map(row.begun_anew.map(([entityTypeId, revision]) => [entityTypeId, BigInt(revision)])),
    announced: Number(row.announced),
    behindSeconds: Math.max(0, row.behind_seconds ?? 0, row.lost_seconds ?? 0),
    waiting: row.waiting.map(([entityTypeId, itemId, behindSeconds]) => ({
      id: itemKey({ entityTypeId, itemId }),
      entityTypeId,
      behindSeconds: Math.max(0, behindSeconds),
    })),
  }
}
