import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { askRights } from './ask-rights.ts'
import { marksOf } from './known-viewers.ts'
import type { ViewerAccess } from './viewer-marks.ts'

/**
 * Asks again about items that were hidden from the viewer and may have come back since: at once, but not more than once in ten minutes,
 * and of all of them together. Where the CRM shows one, the viewer's rights count as changed, and the pages read anew; nobody else
 * hears of it.
 */
export async function recheckReturns(viewer: ViewerAccess, clock: Clock): Promise<void> {
  const marks = marksOf(viewer)
  const returned = marks.doubts.dequeueReturned(clock().getTime())
  const questions = returned.flatMap((item) => marks.items.doubt(item) ?? [])
  if (questions.length > 0) await askRights(viewer, marks, questions, clock)
}
