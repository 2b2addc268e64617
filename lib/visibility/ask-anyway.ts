import 'server-only'
import type { FeedFilter } from '../feed/feed-filter.ts'
import type { Clock } from '../platform/clock.ts'
import { endsWithin } from '../platform/ends-within.ts'
import { Refusal } from '../platform/refusal.ts'
import { askRights } from './ask-rights.ts'
import { marksOf } from './known-viewers.ts'
import { readTypeVisibility } from './read-type-visibility.ts'
import type { ViewerAccess } from './viewer-marks.ts'

const waitMs = 20_000

/** Whether a filter says more than which tab is open. */
export function isSearch({ entityTypeId: _, ...rest }: FeedFilter): boolean {
  return Object.keys(rest).length > 0
}

/**
 * Asks the CRM one question although nothing that was found needs one. A search whose hits are all hidden costs a question,
 * so one without any hit has to cost one too: or the time of an answer, and its failing, would tell a viewer whether
 * something hidden fits the words (docs/decisions/008-search-in-the-order-of-the-feed.md).
 * @throws Refusal `unavailable` when the CRM does not answer.
 */
export async function askAnyway(viewer: ViewerAccess, { entityTypeId }: FeedFilter, clock: Clock): Promise<void> {
  const marks = marksOf(viewer)
  if (marks.admin.isKnown(clock().getTime())) return
  const { closed } = await readTypeVisibility(viewer.portalId)
  if (entityTypeId === undefined ? closed.size === 0 : !closed.has(entityTypeId)) return
  const { answers } = marks
  await endsWithin(askRights(viewer, marks, [], clock), waitMs)
  if (marks.answers === answers) throw new Refusal('unavailable', 'visibility_undecided')
}
