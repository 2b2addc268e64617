import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { endsWithin } from '../platform/ends-within.ts'
import { askRights } from './ask-rights.ts'
import { isAdminStill, marksOf } from './known-viewers.ts'
import { readTypeVisibility } from './read-type-visibility.ts'
import type { ViewerAccess } from './viewer-marks.ts'

/** The followed types as far as one viewer may know of them. */
export type ToldTypes = {
  /** Types that an admin opened to the whole portal. */
  readonly open: ReadonlySet<number>
  /** Types where the CRM's rights hold and that it lists for this viewer, were the list empty. */
  readonly closed: ReadonlySet<number>
  /** Those that this viewer is told nothing of: not how many there are either. */
  readonly untold: ReadonlySet<number>
  /** As far as we have heard: enough to be told counts. */
  readonly isAdmin: boolean
  /** The CRM did not say of every type whether it lists it for this viewer. */
  readonly isPartial: boolean
}

/**
 * Which of the followed types a viewer may hear of: those that are open, and those that the CRM lists for the viewer's own token. An
 * answer is kept for minutes, and all that is not known is asked in one request, with whether the viewer is an admin.
 * @throws Refusal `unauthorized` when the portal does not take the viewer's token.
 */
export async function readToldTypes(
  viewer: ViewerAccess,
  { clock, waitMs }: { clock: Clock; waitMs: number },
): Promise<ToldTypes> {
  const { open, closed, begunAtMs } = await readTypeVisibility(viewer.portalId)
  const marks = marksOf(viewer)
  // What is not followed any more, or open by now, is not asked about again and again.
  marks.types.retain(closed, begunAtMs)
  const isFresh = (type: number) => marks.types.isDecided(type, clock().getTime(), begunAtMs.get(type))
  const isKnownAdmin = () => marks.admin.isKnown(clock().getTime())
  const isUndecided = () => !isKnownAdmin() && [...closed].some((type) => !isFresh(type))
  if (isUndecided()) {
    const wanted = [...closed].filter((type) => !isFresh(type))
    await endsWithin(askRights(viewer, marks, [], clock, wanted), waitMs)
  }
  // Of an admin the CRM has nothing to say but that.
  const isAdmin = isKnownAdmin() || isAdminStill(viewer)
  const told = new Set([...closed].filter((type) => isAdmin || (isFresh(type) && marks.types.isListed(type))))
  return { open, closed: told, untold: closed.difference(told), isAdmin, isPartial: isUndecided() }
}
