import type { PortalDriver } from './portal-driver.ts'
import type { System } from './start-system.ts'

/**
 * Puts many items of one type into the CRM and straight into the feed, as if each had been announced and confirmed: a test
 * that needs thousands of rows need not wait for thousands of events. They are a second apart, the last of them now.
 * @param by who created them.
 */
export async function fillFeed(
  system: System,
  portal: PortalDriver,
  { entityTypeId, by, count, title = 'Filled' }: { entityTypeId: number; by: number; count: number; title?: string },
): Promise<number[]> {
  // Numbered titles, and other times: without `updatedTime` the CRM does not say that these are other states of the items.
  const fields = { updatedTime: null }
  const ids = await portal.create({ entityTypeId, userId: by, count, title, fields, announce: false })
  await system.sql(
    `with head as (
       update feed_head set head_revision = head_revision + $4::int
       where portal_id = (select id from portal where member_id = $1) returning portal_id, head_revision - $4::int as before
     )
     insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, search_text,
                            created_at, received_at, created_by_id, assigned_by_id, first_assigned_by_id)
     select h.portal_id, $2, i.id, h.before + i.n, h.before + i.n, 'EVENT', 'PERSON', $5, lower($5),
            now() - ($4::int - i.n) * interval '1 second', now(), $6, $6, $6
     from head h, unnest($3::bigint[]) with ordinality as i (id, n)`,
    [portal.memberId, entityTypeId, ids, count, title, by],
  )
  return ids
}
