import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { FeedRow } from '../feed/feed-row.ts'
import { type FeedSelection, selectFeedRows } from '../feed/feed-rows.ts'
import { once } from '../platform/once.ts'
import { Gate } from './gate.ts'

/** Fewer than the pool has connections: a crowd of streams that wake at once must not make everybody else wait. */
const readsAtOnce = 6

/** Rows of the feed, and which types are open to the whole portal at that very moment. */
export type ReadRows = { readonly rows: readonly FeedRow[]; readonly openTypes: ReadonlySet<number> }

export function readFeedRows(portalId: string, query: FeedSelection): Promise<ReadRows> {
  return once('feed-reads', () => new Gate(readsAtOnce)).run(() =>
    inPortal(portalId, async (tx) => {
      const rows = await selectFeedRows(tx, portalId, query)
      // Also where there are no rows: a viewer must not tell by the time whether there are hidden ones.
      const open = await tx.watch.findMany({
        where: { portalId, visibility: 'PORTAL' },
        select: { entityTypeId: true },
      })
      return { rows, openTypes: new Set(open.map((watch) => Number(watch.entityTypeId))) }
    }),
  )
}
