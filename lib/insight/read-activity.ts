import 'server-only'
import { inPortal } from '../db/in-portal.ts'
import type { FeedFilter } from '../feed/feed-filter.ts'
import { narrowFilter } from '../feed/narrow-filter.ts'
import { readSeen } from '../feed/read-seen.ts'
import { nothingSeen } from '../feed/seen-marks.ts'
import type { Clock } from '../platform/clock.ts'
import { Refusal } from '../platform/refusal.ts'
import { isSearch } from '../visibility/ask-anyway.ts'
import { readFilter } from '../visibility/read-filter.ts'
import { readVisibleScope, type VisibleScope } from '../visibility/read-visible-scope.ts'
import { shareReads } from '../visibility/share-reads.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import type { Activity } from './activity.ts'
import { type ActivityRange, countActivity } from './count-activity.ts'

/** One request to the CRM decides that many, and whoever sees little has had them decided for the first page already. */
const atMost = { inAll: 2_000, ofType: 2_000 }

/**
 * When items were created, of what the filter shows and this viewer may see. Where the CRM's rights hold only the newest items are decided and
 * counted, and `isPartial` says when the range may reach further back than they do.
 * @throws Refusal `unauthorized` when the portal does not take the viewer's token, `malformed` for an unknown time zone.
 */
export async function readActivity(
  viewer: ViewerAccess,
  { filter, ...range }: ActivityRange & { filter: FeedFilter },
  clock: Clock,
): Promise<Activity> {
  const scope = await readVisibleScope(viewer, { entityTypeId: filter.entityTypeId ?? null, atMost }, clock)
  const seen = filter.unread === undefined ? nothingSeen : await readSeen(viewer.portalId, viewer.userId)
  const counted = { ...scope, filter: isSearch(filter) ? await readFilter(viewer, filter, seen) : null }
  const counts = await shareReads(viewer, 'long', () =>
    inPortal(viewer.portalId, async (tx) => {
      const narrowed = counted.filter && (await narrowFilter(tx, viewer.portalId, counted.filter))
      return countActivity(tx, viewer.portalId, { ...counted, filter: narrowed }, range)
    }),
  ).catch((error) => {
    throw isUnknownZone(error) ? new Refusal('malformed', 'time_zone') : error
  })
  return { ...counts, isPartial: isPartial(scope, range.from) }
}

/** A browser may know a zone that was named after this PostgreSQL was made. */
function isUnknownZone(error: unknown): boolean {
  return error instanceof Error && error.message.includes('22023')
}

/** Told by what the viewer is shown: when the oldest row that was looked at was created is nobody's business. */
function isPartial({ cutBelow, isUndecided, items }: VisibleScope, from: Date): boolean {
  const reachesFrom = (type: number) => {
    const oldest = items.findLast((item) => item.entityTypeId === type)
    return oldest !== undefined && new Date(oldest.createdAt) <= from
  }
  return isUndecided || [...cutBelow.keys()].some((type) => !reachesFrom(type))
}
