import { invoiceEntityTypeId } from '../bitrix24/smart-process.ts'
import { type Statement, statement } from '../db/statement.ts'
import type { WatchPosition } from './watch-position.ts'
import { presentNotedSeconds, type TypesAsked, typesAskedAgainSeconds } from './watched-types.ts'

type Row = {
  entity_type_id: bigint
  checkpoint_item_id: bigint
  walk_span: number | null
  is_due: boolean
  is_walked: boolean
  type_id: bigint | null
  title: string
  has_categories: boolean | null
  is_gone: boolean
  is_noted: boolean
  types_due_at: Date | null
  are_types_due: boolean
  types_due_in: number | null
}

/** Where the portal's watches stand, and what is known of their types, as whoever asks the CRM next has to know it. */
export type Followed = {
  /** The longest unswept first; of paused ones only those that are to be tried again. */
  readonly positions: readonly WatchPosition[]
  /** Null where no smart process is watched. Invoices are none: never listed, never renamed, never deleted. */
  readonly types: TypesAsked | null
}

/** Reads what `readFollowed` makes of it. */
export function followedSql(portalId: string): Statement<Row> {
  return statement<Row>`
    select w.entity_type_id, w.checkpoint_item_id, w.walk_span, coalesce(w.sweep_due_at <= now(), false) as is_due,
           w.paused_at is null or coalesce(w.sweep_due_at <= now(), false) as is_walked,
           w.type_id, w.title, w.has_categories, coalesce(w.paused_reason = 'TYPE_GONE', false) as is_gone,
           coalesce(f.seen_at > now() - make_interval(secs => ${presentNotedSeconds}::float8), false) as is_noted,
           c.due_at as types_due_at, coalesce(c.due_at <= now(), true) as are_types_due,
           extract(epoch from c.due_at - now())::float8 as types_due_in
    from watch w
    left join feed_type f on f.portal_id = w.portal_id and f.entity_type_id = w.entity_type_id
    left join type_check c on c.portal_id = w.portal_id
    where w.portal_id = ${portalId}::uuid
    order by w.swept_at nulls first, w.entity_type_id`
}

export function readFollowed(rows: readonly Row[]): Followed {
  return {
    positions: rows
      .filter((row) => row.is_walked)
      .map((row) => ({
        entityTypeId: Number(row.entity_type_id),
        checkpointItemId: Number(row.checkpoint_item_id),
        isDue: row.is_due,
        walkSpan: row.walk_span,
      })),
    types: typesOf(rows.filter(({ entity_type_id }) => Number(entity_type_id) !== invoiceEntityTypeId)),
  }
}

function typesOf(rows: readonly Row[]): TypesAsked | null {
  const [first] = rows
  if (!first) return null
  const types = rows.map((row) => ({
    entityTypeId: Number(row.entity_type_id),
    typeId: row.type_id === null ? null : Number(row.type_id),
    title: row.title,
    hasCategories: row.has_categories,
    isSettled: row.is_noted && !row.is_gone,
  }))
  return {
    dueAt: first.types_due_at,
    isDue: first.are_types_due,
    isAskedLately: (first.types_due_in ?? 0) > typesAskedAgainSeconds - presentNotedSeconds,
    types: types.sort((left, right) => left.entityTypeId - right.entityTypeId),
  }
}
