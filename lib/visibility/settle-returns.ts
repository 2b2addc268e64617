import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { askRights } from './ask-rights.ts'
import { marksOf, type ViewerAccess } from './viewer-marks.ts'

const everyMs = 10 * 60_000

/**
 * Asks again about items that were hidden from the viewer and may have come back since: at once, but not more than once in ten minutes,
 * and of all of them together. Where the CRM shows one, the viewer's rights count as changed, and the pages read anew; nobody else
 * hears of it.
 */
export async function settleReturns(viewer: ViewerAccess, clock: Clock): Promise<void> {
  const marks = marksOf(viewer)
  const nowMs = clock().getTime()
  if (marks.returned.size === 0 || nowMs - marks.returnsAskedAtMs < everyMs) return
  marks.returnsAskedAtMs = nowMs
  const questions = [...marks.returned].flatMap((item) => marks.items.doubt(item) ?? [])
  marks.returned.clear()
  if (questions.length > 0) await askRights(viewer, marks, questions, clock)
}
