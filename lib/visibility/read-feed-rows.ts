import 'server-only'
import { inOneTrip } from '../db/in-one-trip.ts'
import { inPortal } from '../db/in-portal.ts'
import { statement } from '../db/statement.ts'
import type { FeedRow } from '../feed/feed-row.ts'
import { type FeedSelection, feedRowsSql, selectFeedRows, toFeedRows } from '../feed/feed-rows.ts'
import type { Sharer } from '../platform/fair-gate.ts'
import { shareReads } from './share-reads.ts'

/** Beyond that it is not for a screen alone. */
const longLimit = 500

/** Rows of the feed, and how its types were watched at that very moment. */
export type ReadRows = {
  readonly rows: readonly FeedRow[]
  /** Types that are open to the whole portal, and since which revision without a break; null where nobody noted it. */
  readonly openTypes: ReadonlyMap<number, bigint | null>
  /** The revision at which it was last changed which types are watched and for whom. */
  readonly watchesRevision: bigint
}

type Watching = { watches_revision: bigint; open_types: [entityTypeId: string, since: string | null][] }

export function readFeedRows(reader: Sharer, query: FeedSelection): Promise<ReadRows> {
  const kind = query.filter || query.limit > longLimit ? 'long' : 'rows'
  return shareReads(reader, kind, () => (query.filter ? find : read)(reader.portalId, query))
}

/** In one trip, as each event has it done. */
async function read(portalId: string, query: FeedSelection): Promise<ReadRows> {
  const [rows, watching] = await inOneTrip([portalId], [feedRowsSql(portalId, query), watchingSql(portalId)])
  return withWatching(toFeedRows(rows.rows), watching.rows)
}

/** Looks where to look first. */
function find(portalId: string, query: FeedSelection): Promise<ReadRows> {
  return inPortal(portalId, async (tx) => {
    const rows = await selectFeedRows(tx, portalId, query)
    return withWatching(rows, await tx.$queryRaw<Watching[]>(watchingSql(portalId)))
  })
}

/**
 * After the rows, so that it is no older than any of them. Also where there are none: a viewer must not tell by the time whether there are
 * hidden ones.
 */
function watchingSql(portalId: string) {
  return statement<Watching>`
    select watches_revision,
           (select coalesce(json_agg(json_build_array(entity_type_id::text, open_since::text)), '[]')
            from watch where portal_id = ${portalId}::uuid and visibility = 'PORTAL') as open_types
    from feed_head where portal_id = ${portalId}::uuid`
}

function withWatching(rows: readonly FeedRow[], [watching]: readonly Watching[]): ReadRows {
  const openTypes = watching?.open_types.map(
    ([type, since]) => [Number(type), since === null ? null : BigInt(since)] as const,
  )
  return { rows, openTypes: new Map(openTypes), watchesRevision: watching?.watches_revision ?? 0n }
}
