import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { listPortals } from '../db/list-portals.ts'
import { revisionsPerBatch } from './search-segment.ts'

/** Portals in whose feeds so much has changed since they were indexed that a search would be slow. */
export function listPortalsToIndex(): Promise<string[]> {
  return listPortals(Prisma.sql`
    select h.portal_id from schedule.feed_head h
    left join schedule.search_progress s on s.portal_id = h.portal_id
    join schedule.installation n on n.portal_id = h.portal_id and n.status <> 'UNINSTALLED'
    where h.head_revision >= ${revisionsPerBatch} and h.head_revision - coalesce(s.through_revision, 0) >= ${revisionsPerBatch}`)
}
