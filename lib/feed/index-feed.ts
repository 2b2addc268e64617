import 'server-only'
import type { Transaction } from '../db/client.ts'
import { inPortal } from '../db/in-portal.ts'
import { lockInstalled } from '../portals/lock-installed.ts'
import { revisionsPerBatch } from './search-segment.ts'

/** What is left after these is due at the next look: no job of one portal runs for ever. */
const maxBatches = 200

/**
 * Brings the postings of a portal's feed up to its newest revisions, some thousands at a time, after which a search looks through none
 * but those that came since. Rows are found by their positions, which they keep: what changed in one adds tokens, and those that it had
 * before stay as well, since whoever finds a row looks at it.
 */
export async function indexFeed(portalId: string, atMost = maxBatches): Promise<void> {
  for (let batch = 0; batch < atMost; batch += 1) {
    const isDone = await inPortal(portalId, async (tx) => {
      const from = await lockProgress(tx, portalId)
      if (from === null) return true
      await tx.$executeRaw`select set_config('work_mem', '64MB', true)`
      const through = from + BigInt(revisionsPerBatch)
      await addPostings(tx, portalId, { from, through })
      await deleteGone(tx, portalId)
      await tx.$executeRaw`
        update search_progress set through_revision = ${through} where portal_id = ${portalId}::uuid`
      // Last, so that nobody waits for it long: an uninstall either waits now and deletes this, too, or has begun, and this is taken back.
      if (!(await lockInstalled(tx, portalId))) throw new Error('The app was uninstalled while its feed was indexed.')
      return false
    })
    if (isDone) return
  }
}

/** @returns after which revision a whole batch waits, or null where none does. */
async function lockProgress(tx: Transaction, portalId: string): Promise<bigint | null> {
  await tx.$executeRaw`
    insert into search_progress (portal_id, through_revision)
    select h.portal_id, 0 from feed_head h join installation n using (portal_id)
    where h.portal_id = ${portalId}::uuid and h.head_revision >= ${revisionsPerBatch} and n.status <> 'UNINSTALLED'
    on conflict (portal_id) do nothing`
  const [row] = await tx.$queryRaw<{ through_revision: bigint }[]>`
    select s.through_revision from search_progress s join feed_head h using (portal_id) join installation n using (portal_id)
    where s.portal_id = ${portalId}::uuid and h.head_revision - s.through_revision >= ${revisionsPerBatch}
      and n.status <> 'UNINSTALLED'
    for update of s`
  return row?.through_revision ?? null
}

type Revisions = { readonly from: bigint; readonly through: bigint }

/** By words of 64 bits first: to set bit after bit in all of a row's took three times as long. */
async function addPostings(tx: Transaction, portalId: string, { from, through }: Revisions): Promise<void> {
  await tx.$executeRaw`
    with token as materialized (
      select ((i.position - 1) >> 14)::int as segment, ((i.position - 1) & 16383)::int as place, of_item.token
      from feed_item i
      cross join lateral (
        select text.token from search_tokens(i.search_text, false) as text (token)
        union all select search_token('creator', i.created_by_id::text) where i.created_by_id is not null
        union all select search_token('assignee', coalesce(i.assigned_by_id, 0)::text)
        union all select search_token('category', i.category_id::text) where i.category_id is not null
        union all select search_token('stage', i.stage_id) where i.stage_id is not null
        union all select search_token('actor', i.actor::text)
        union all select search_token('source', i.source::text)
        union all select search_token('type', i.entity_type_id::text)
        union all select search_token('amount', trunc(i.amount)::text) where i.currency is not null
        union all select search_token('amount', 'again ' || trunc(i.amount)::text) where i.currency is not null
      ) of_item
      where i.portal_id = ${portalId}::uuid and i.revision > ${from} and i.revision <= ${through}
    ), word as (
      select segment, token, place >> 6 as word, bit_or(1::bigint << (63 - (place & 63))) as bits
      from token group by 1, 2, 3
    ), posting as materialized (
      select segment, token, bit_or(bits::bit(64)::bit(16384) >> (word << 6)) as rows from word group by 1, 2
    )
    insert into search_posting as s (portal_id, segment, token, rows)
    select ${portalId}::uuid, p.segment, p.token, p.rows
    from posting p
    left join lateral (
      select k.rows from search_posting k
      where k.portal_id = ${portalId}::uuid and k.segment = p.segment and k.token = p.token offset 0
    ) kept on true
    where kept.rows is null or (kept.rows | p.rows) <> kept.rows
    order by p.segment, p.token
    on conflict (portal_id, segment, token) do update set rows = s.rows | excluded.rows`
}

/** Of segments that lie below the oldest row. */
async function deleteGone(tx: Transaction, portalId: string): Promise<void> {
  await tx.$executeRaw`
    delete from search_posting where portal_id = ${portalId}::uuid and segment < (
      select ((min(position) - 1) >> 14)::int from feed_item where portal_id = ${portalId}::uuid)`
}
