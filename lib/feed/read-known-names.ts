import 'server-only'
import type { Transaction } from '../db/client.ts'
import type { KnownName } from './found-names.ts'

/** The names that rows show: of a type that is not divided into pipelines none shows its category. */
export function readKnownNames(tx: Transaction, portalId: string): Promise<KnownName[]> {
  return tx.$queryRaw<KnownName[]>`
    select e.kind::text, e.key, e.name from directory_entry e
    where e.portal_id = ${portalId}::uuid and e.name <> '' and not exists (
      select from watch w
      where w.portal_id = e.portal_id and w.has_categories = false and e.kind = 'CATEGORY'
        and split_part(e.key, ':', 1) = w.entity_type_id::text
    )`
}
