import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { FeedFilter } from './feed-filter.ts'
import { type FilterSql, filterSql } from './filter-sql.ts'
import { foundNames } from './found-names.ts'
import { readKnownNames } from './read-known-names.ts'
import { searchTerms } from './search-text.ts'
import type { SeenMarks } from './seen-marks.ts'

/** A filter of this portal's feed as SQL: what is searched for is looked up among the names that its rows show. */
export async function readFilterSql(portalId: string, wanted: FeedFilter, seen: SeenMarks): Promise<FilterSql> {
  if (wanted.q === undefined) return filterSql(wanted, seen)
  const names = await inPortal(portalId, (tx) => readKnownNames(tx, portalId))
  return filterSql(wanted, seen, foundNames(searchTerms(wanted.q), names))
}
