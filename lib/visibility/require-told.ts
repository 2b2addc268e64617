import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { Refusal } from '../platform/refusal.ts'
import { readToldTypes } from './read-told-types.ts'
import type { ViewerAccess } from './viewer-marks.ts'

const waitMs = 5_000
/** The reason for a viewer who is told of no type at all. */
export const toldOfNoType = 'told_of_no_type'

/**
 * For what a viewer does with a type: one that the viewer is not told of answers like one that is not followed.
 * @throws Refusal `not_found`; `unavailable` while the CRM does not say; `unauthorized` when the portal does not take the token.
 */
export async function requireTold(viewer: ViewerAccess, entityTypeId: number, clock: Clock): Promise<void> {
  const { open, closed, isPartial } = await readToldTypes(viewer, { clock, waitMs })
  if (open.has(entityTypeId) || closed.has(entityTypeId)) return
  if (isPartial) throw new Refusal('unavailable', 'type_undecided')
  throw new Refusal('not_found', open.size + closed.size === 0 ? toldOfNoType : 'not_followed')
}
