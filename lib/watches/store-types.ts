import 'server-only'
import type { Transaction } from '../db/client.ts'
import { recordPresent } from './record-present.ts'
import { renewTypes } from './renew-types.ts'
import type { TypesTold } from './watched-types.ts'

/** Titles of the watched types are asked for again so long after they were told, where no event says otherwise. */
export const typesAskedAgainSeconds = 3_600
const declinedRetrySeconds = 300
const pausedRetrySeconds = 3_600
/** A type whose items the CRM declines while it lists the type itself is not tried more often than that. */
const goneForSeconds = 60

/**
 * Keeps new titles, begins the watches of types that were made anew, and pauses those of deleted types, whose items the next
 * comparison takes out of the feed. Something that happened to the types since they were asked for is still due.
 * @returns whether a type was made anew.
 */
export async function storeTypes(tx: Transaction, portalId: string, told: TypesTold, askedAt: Date): Promise<boolean> {
  await storePresent(tx, portalId, told.present, askedAt)
  const renewed = await renewTypes(tx, portalId, told.renewed, askedAt)
  const gone = told.goneEntityTypeIds.map(BigInt)
  if (gone.length > 0) {
    await tx.$executeRaw`
      update watch set paused_at = coalesce(paused_at, ${askedAt}::timestamptz), paused_reason = 'TYPE_GONE',
        compared_item_id = coalesce(compared_item_id, baseline_item_id),
        sweep_due_at = now() + make_interval(secs => ${pausedRetrySeconds}::float8)
      where portal_id = ${portalId}::uuid and entity_type_id = any (${gone}::bigint[]) and paused_reason is distinct from 'TYPE_GONE'`
  }
  // Where an event has them asked in a moment, an answer that says of none that it is gone does not do instead.
  if ((told.isAnswered && told.isOfAdmin) || told.isDue) {
    const seconds = told.isAnswered ? typesAskedAgainSeconds : declinedRetrySeconds
    await tx.$executeRaw`
      insert into type_check as c (portal_id, due_at)
      values (${portalId}::uuid, now() + make_interval(secs => ${seconds}::float8))
      on conflict (portal_id) do update set due_at = excluded.due_at where c.due_at = ${told.dueAt}::timestamptz`
  }
  return renewed.length > 0
}

/**
 * Titles, whether there are pipelines, and primary keys that were never told; and what was taken for gone is followed again. What is not
 * told stays as it was.
 */
async function storePresent(
  tx: Transaction,
  portalId: string,
  types: TypesTold['present'],
  askedAt: Date,
): Promise<void> {
  if (types.length === 0) return
  const column = <T>(pick: (type: TypesTold['present'][number]) => T) => types.map(pick)
  await tx.$executeRaw`
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
  await tx.$executeRaw`
    update watch set paused_at = null, paused_reason = null, sweep_due_at = now()
    where portal_id = ${portalId}::uuid and paused_reason = 'TYPE_GONE'
      and type_id = any (${column((t) => BigInt(t.typeId))}::bigint[])
      and paused_at < ${askedAt}::timestamptz - make_interval(secs => ${goneForSeconds}::float8)`
  await recordPresent(tx, portalId, types, askedAt)
}
