import { type Statement, statement } from '../db/statement.ts'
import { presentNoteSql } from './record-present.ts'
import { type PresentType, type TypesTold, typesAskedAgainSeconds } from './watched-types.ts'

const declinedRetrySeconds = 300
const pausedRetrySeconds = 3_600
/** A type whose items the CRM declines while it lists the type itself is not tried more often than that. */
const goneForSeconds = 60

/**
 * Keeps new titles, and pauses the watches of deleted types, whose items the next comparison takes out of the feed. Something that
 * happened to the types since they were asked for is still due. For those that were made anew there is `renewTypes`.
 */
export function typesSql(portalId: string, told: TypesTold, askedAt: Date): Statement[] {
  return [
    ...presentSql(portalId, told.present, askedAt),
    ...goneSql(portalId, told, askedAt),
    ...askedSql(portalId, told),
  ]
}

function goneSql(portalId: string, { goneEntityTypeIds }: TypesTold, askedAt: Date): Statement[] {
  const gone = goneEntityTypeIds.map(BigInt)
  if (gone.length === 0) return []
  const paused = statement`
      update watch set paused_at = coalesce(paused_at, ${askedAt}::timestamptz), paused_reason = 'TYPE_GONE',
        compared_item_id = coalesce(compared_item_id, baseline_item_id),
        sweep_due_at = now() + make_interval(secs => ${pausedRetrySeconds}::float8)
      where portal_id = ${portalId}::uuid and entity_type_id = any (${gone}::bigint[]) and paused_reason is distinct from 'TYPE_GONE'`
  return [paused]
}

function askedSql(portalId: string, told: TypesTold): Statement[] {
  // Where an event has them asked in a moment, an answer that says of none that it is gone does not do instead.
  const isAnswer = told.isAnswered && told.isOfAdmin && !told.isAskedLately
  if (!isAnswer && !told.isDue) return []
  const seconds = told.isAnswered ? typesAskedAgainSeconds : declinedRetrySeconds
  const noted = statement`
    insert into type_check as c (portal_id, due_at)
    values (${portalId}::uuid, now() + make_interval(secs => ${seconds}::float8))
    on conflict (portal_id) do update set due_at = excluded.due_at where c.due_at = ${told.dueAt}::timestamptz`
  return [noted]
}

/**
 * Titles, whether there are pipelines, and primary keys that were never told; and what was taken for gone is followed again. What is not
 * told stays as it was.
 */
function presentSql(portalId: string, types: readonly PresentType[], askedAt: Date): Statement[] {
  if (types.length === 0) return []
  const column = <T>(pick: (type: PresentType) => T) => types.map(pick)
  const kept = statement`
    update watch w set title = t.title, type_id = t.type_id, has_categories = t.has_categories
    from (
      select o.entity_type_id, t.type_id, coalesce(nullif(t.title, ''), o.title) as title,
             coalesce(t.has_categories, o.has_categories) as has_categories
      from unnest(
        ${column((t) => BigInt(t.entityTypeId))}::bigint[], ${column((t) => BigInt(t.typeId))}::bigint[],
        ${column((t) => t.title)}::text[], ${column((t) => t.hasCategories ?? null)}::boolean[]
      ) as t (entity_type_id, type_id, title, has_categories)
      join watch o on o.portal_id = ${portalId}::uuid and o.entity_type_id = t.entity_type_id
        and coalesce(o.type_id, t.type_id) = t.type_id
    ) t
    where w.portal_id = ${portalId}::uuid and w.entity_type_id = t.entity_type_id
      and (w.title, w.type_id, w.has_categories) is distinct from (t.title, t.type_id, t.has_categories)`
  const back = statement`
    update watch set paused_at = null, paused_reason = null, sweep_due_at = now()
    where portal_id = ${portalId}::uuid and paused_reason = 'TYPE_GONE'
      and type_id = any (${column((t) => BigInt(t.typeId))}::bigint[])
      and paused_at < ${askedAt}::timestamptz - make_interval(secs => ${goneForSeconds}::float8)`
  return [kept, back, presentNoteSql(portalId, types, askedAt)]
}
