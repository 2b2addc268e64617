import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { askRights } from './ask-rights.ts'
import { maxAsked } from './ask-visible.ts'
import { expiredTypes, marksOf, type ViewerAccess } from './viewer-marks.ts'

const everyMs = 10 * 60_000

/**
 * Asks again about what the viewer was shown or refused some minutes ago: rights may have changed while no item did. At
 * most one request, and not more than one in ten minutes; an open page gets here with each new stream.
 */
export async function recheckRights(viewer: ViewerAccess, clock: Clock): Promise<void> {
  const marks = marksOf(viewer)
  const nowMs = clock().getTime()
  if (nowMs - marks.recheckedAtMs < everyMs) return
  const { recheckedAtMs } = marks
  // Not by several streams at once.
  marks.recheckedAtMs = nowMs
  const questions = marks.items.expired(nowMs, maxAsked)
  const types = expiredTypes(marks, clock)
  if (questions.length + types.length === 0) return
  try {
    await askRights(viewer, marks, questions, clock, types)
  } finally {
    // What the portal did not answer is asked again with the next stream.
    if (marks.heardAtMs < nowMs) marks.recheckedAtMs = recheckedAtMs
  }
}
