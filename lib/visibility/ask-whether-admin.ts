import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { endsWithin } from '../platform/ends-within.ts'
import { askRights } from './ask-rights.ts'
import { marksOf } from './known-viewers.ts'
import type { ViewerAccess } from './viewer-marks.ts'

/**
 * Whether the CRM says, or said within minutes, that this viewer is an admin and so sees every item. Silence means no.
 * @throws Refusal `unauthorized` when the portal does not take the viewer's token.
 */
export async function askWhetherAdmin(viewer: ViewerAccess, { clock, waitMs }: { clock: Clock; waitMs: number }) {
  const marks = marksOf(viewer)
  if (!marks.admin.isDecided(clock().getTime())) await endsWithin(askRights(viewer, marks, [], clock), waitMs)
  return marks.admin.isKnown(clock().getTime())
}
