import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { FeedFilter } from '../feed/feed-filter.ts'
import { type FilterSql, filterSql } from '../feed/filter-sql.ts'
import { foundNames } from '../feed/found-names.ts'
import { readKnownNames } from '../feed/read-known-names.ts'
import { searchTerms } from '../feed/search-text.ts'
import type { SeenMarks } from '../feed/seen-marks.ts'
import type { Sharer } from '../platform/fair-gate.ts'
import { shareReads } from './share-reads.ts'

/** A viewer's filter as SQL: what is searched for is looked up among the names that rows show, as part of the viewer's share. */
export async function readFilter(viewer: Sharer, wanted: FeedFilter, seen: SeenMarks): Promise<FilterSql> {
  const { portalId } = viewer
  if (wanted.q === undefined) return filterSql(wanted, seen)
  const names = await shareReads(viewer, 'rows', () => inPortal(portalId, (tx) => readKnownNames(tx, portalId)))
  return filterSql(wanted, seen, foundNames(searchTerms(wanted.q), names))
}
