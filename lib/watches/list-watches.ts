import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import { type Paused, renewalToldDays, type Visibility, type Watch } from './watch.ts'
import type { PauseReason } from './watch-position.ts'

type Row = {
  entity_type_id: bigint
  title: string
  visibility: 'CRM' | 'PORTAL'
  paused_reason: PauseReason | null
  checkpoint_item_id: bigint
  swept_at: Date | null
  renewed_at: Date | null
  item_count: bigint
  last_item_at: Date | null
}

const nothing: ReadonlySet<number> = new Set()

/** The portal's watches by title, without `untold` types. Counts and positions only for admins: others may not see every item. */
export async function listWatches(
  portalId: string,
  { forAdmin, untold = nothing }: { forAdmin: boolean; untold?: ReadonlySet<number> },
): Promise<Watch[]> {
  const rows = await inPortal(
    portalId,
    (tx) => tx.$queryRaw<Row[]>`
      select w.entity_type_id, w.title, w.visibility, w.paused_reason::text, w.checkpoint_item_id, w.swept_at,
             case when w.renewed_at > now() - make_interval(days => ${renewalToldDays}::int) then w.renewed_at end as renewed_at,
             counted.item_count, newest.received_at as last_item_at
      from watch w
      left join lateral (
        select coalesce(sum(c.items), 0)::bigint as item_count from feed_count c
        where ${forAdmin} and c.portal_id = w.portal_id and c.entity_type_id = w.entity_type_id
      ) counted on true
      left join lateral (
        select i.received_at from feed_item i
        where ${forAdmin} and i.portal_id = w.portal_id and i.entity_type_id = w.entity_type_id and i.removed_at is null
        order by i.position desc limit 1
      ) newest on true
      where w.portal_id = ${portalId}::uuid
      order by lower(w.title), w.entity_type_id`,
  )
  return rows.map((row) => toWatch(row, forAdmin)).filter((watch) => !untold.has(watch.entityTypeId))
}

function toWatch(row: Row, forAdmin: boolean): Watch {
  return {
    entityTypeId: Number(row.entity_type_id),
    title: row.title,
    visibility: visibilityOf[row.visibility],
    paused: row.paused_reason && pausedOf[row.paused_reason],
    checkpointItemId: forAdmin ? Number(row.checkpoint_item_id) : null,
    sweptAt: forAdmin ? (row.swept_at?.toISOString() ?? null) : null,
    lastItemAt: forAdmin ? (row.last_item_at?.toISOString() ?? null) : null,
    itemCount: forAdmin ? Number(row.item_count) : null,
    ...(forAdmin && row.renewed_at && ({ renewedAt: row.renewed_at.toISOString() } satisfies Partial<Watch>)),
  }
}

const pausedOf: Record<PauseReason, Paused> = { TYPE_GONE: 'type_gone', DENIED: 'denied' }

const visibilityOf: Record<Row['visibility'], Visibility> = { CRM: 'crm', PORTAL: 'portal' }
