import 'server-only'
import { Prisma } from '../db/generated/client.ts'

/** Whether a row of alias `i` is older than the decision to follow its type, by the row of `watch` with this alias; null without one. */
export function isBeforeTick(watch: 'w' | 'h'): Prisma.Sql {
  return Prisma.raw(`i.item_id > ${watch}.baseline_item_id and i.item_id <= ${watch}.ticked_item_id`)
}

/**
 * Whether a row of alias `i` was imported with the decision to follow its type, and is older than that. A value that is looked up for
 * each row: `exists` would be joined, and the rows no longer come in the order of an index.
 */
export const isHistory = Prisma.sql`((
  select ${isBeforeTick('h')}
  from watch h where h.portal_id = i.portal_id and h.entity_type_id = i.entity_type_id
) is true)`

/** The types that have such rows: of a portal without any no row is looked at for them. */
export function typesWithHistory(portalId: string): Prisma.Sql {
  return Prisma.sql`select h.entity_type_id from watch h
    where h.portal_id = ${portalId}::uuid and h.ticked_item_id > h.baseline_item_id`
}
