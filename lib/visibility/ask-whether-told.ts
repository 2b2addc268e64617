import 'server-only'
import type { FeedFilter } from '../feed/feed-filter.ts'
import type { Clock } from '../platform/clock.ts'
import { Refusal } from '../platform/refusal.ts'
import { marksOf } from './known-viewers.ts'
import { readToldTypes } from './read-told-types.ts'
import type { ViewerAccess } from './viewer-marks.ts'

const waitMs = 20_000

/**
 * Whether anything can come of a filter, before its rows are read: of a type that the viewer is not told of nothing does, like of one that
 * nobody follows, and both are asked about alike. Whom the CRM once listed a type for knows that it is followed.
 * @throws Refusal `unavailable` while the CRM does not say; `unauthorized` when the portal does not take the token.
 */
export async function askWhetherTold(
  viewer: ViewerAccess,
  { entityTypeId }: FeedFilter,
  clock: Clock,
): Promise<boolean> {
  const marks = marksOf(viewer)
  if (entityTypeId === undefined || marks.admin.isKnown(clock().getTime())) return true
  if (marks.types.isListed(entityTypeId)) return true
  const { open, closed, isPartial } = await readToldTypes(viewer, { clock, waitMs })
  if (open.has(entityTypeId) || closed.has(entityTypeId)) return true
  if (isPartial) throw new Refusal('unavailable', 'type_undecided')
  return false
}
