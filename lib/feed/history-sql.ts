import 'server-only'
import { Prisma } from '../db/generated/client.ts'

/**
 * Whether a row of alias `i` is older than the decision to follow its type. Looked up for each row and not joined, so that rows are
 * still read in the order of an index.
 */
export const isHistory = Prisma.sql`(i.item_id <= coalesce((
  select h.ticked_item_id from watch h where h.portal_id = i.portal_id and h.entity_type_id = i.entity_type_id
), 0))`
