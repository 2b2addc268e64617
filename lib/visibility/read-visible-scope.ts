import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import type { PresentItem } from '../feed/feed-item.ts'
import type { FeedRow } from '../feed/feed-row.ts'
import type { Clock } from '../platform/clock.ts'
import { marksOf } from './known-viewers.ts'
import { readFeedRows } from './read-feed-rows.ts'
import { readToldTypes } from './read-told-types.ts'
import type { ViewerAccess } from './viewer-marks.ts'
import { visibleItems } from './visible-items.ts'

const waitMs = 20_000
/** However many types there are. One request to the CRM decides 2,450. */
const leastPerType = 50

/** Of what a viewer may count: whole types, and of the other types the newest items that the CRM shows to that viewer. */
export type VisibleScope = {
  /** Nothing of what was asked for is hidden from the viewer. */
  readonly seesAll: boolean
  /** Types of which the viewer may see every item. */
  readonly whole: readonly number[]
  /** The other followed types that the viewer may hear of. */
  readonly closed: readonly number[]
  /** Of the closed types, newest first. */
  readonly items: readonly PresentItem[]
  /** By closed type: nothing below this position was looked at. A type that was looked at to its end is not in here. */
  readonly cutBelow: ReadonlyMap<number, bigint>
  /** The CRM did not say of every item whether the viewer may see it. */
  readonly isUndecided: boolean
}

/**
 * What a viewer may count. In types where the CRM's rights hold that is among the newest items of each, whatever is counted:
 * so neither the number of questions nor the time of the answer depends on what is hidden in the range that was asked for.
 * @param atMost how many items of closed types, in all and of one type.
 * @throws Refusal `unauthorized` when the portal does not take the viewer's token.
 */
export async function readVisibleScope(
  viewer: ViewerAccess,
  { entityTypeId, atMost }: { entityTypeId: number | null; atMost: { inAll: number; ofType: number } },
  clock: Clock,
): Promise<VisibleScope> {
  const types = await readToldTypes(viewer, { clock, waitMs })
  const asked = (set: ReadonlySet<number>) => [...set].filter((type) => entityTypeId === null || type === entityTypeId)
  const [open, closed] = [asked(types.open), asked(types.closed)]
  const nothing = { items: [], cutBelow: new Map(), isUndecided: types.isPartial }
  if (marksOf(viewer).admin.isKnown(clock().getTime())) {
    return { ...nothing, seesAll: true, whole: [...open, ...closed], closed: [] }
  }
  const seesAll = closed.length + asked(types.untold).length === 0
  if (closed.length === 0) return { ...nothing, seesAll, whole: open, closed }
  const perType = Math.max(leastPerType, Math.min(atMost.ofType, Math.floor(atMost.inAll / closed.length)))
  const read = await readFeedRows(viewer, {
    where: newestOfEach(viewer.portalId, closed, perType),
    orderBy: Prisma.sql`i.position desc`,
    limit: perType * closed.length,
  })
  const { verdicts } = await visibleItems(viewer, read, { clock, waitMs })
  return {
    seesAll: false,
    whole: open,
    closed,
    items: read.rows.filter((_, index) => verdicts[index] === 'visible').map((row) => row.item),
    cutBelow: cuts(read.rows, perType),
    isUndecided: types.isPartial || verdicts.includes('undecided'),
  }
}

/** The newest items of each type: a busy one does not take the place of the others. */
function newestOfEach(portalId: string, types: readonly number[], perType: number): Prisma.Sql {
  return Prisma.sql`i.removed_at is null and i.position = any (array(
    select newest.position
    from unnest(${types.map(BigInt)}::bigint[]) as type (id)
    cross join lateral (
      select n.position from feed_item n
      where n.portal_id = ${portalId}::uuid and n.entity_type_id = type.id and n.removed_at is null
      order by n.position desc limit ${perType}
    ) newest))`
}

/** @param rows newest first. */
function cuts(rows: readonly FeedRow[], perType: number): ReadonlyMap<number, bigint> {
  const cut = [...Map.groupBy(rows, (row) => row.item.entityTypeId)].flatMap(([type, ofType]): [number, bigint][] => {
    const last = ofType.at(-1)
    return last && ofType.length >= perType ? [[type, last.position]] : []
  })
  return new Map(cut)
}
