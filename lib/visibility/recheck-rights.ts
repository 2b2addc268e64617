import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { askRights } from './ask-rights.ts'
import { maxAsked } from './ask-visible.ts'
import { marksOf } from './known-viewers.ts'
import type { ViewerAccess } from './viewer-marks.ts'

/**
 * Asks again about what the viewer was shown or refused some minutes ago: rights may have changed while no item did. At
 * most one request, and not more than one in ten minutes; an open page gets here with each new stream.
 */
export async function recheckRights(viewer: ViewerAccess, clock: Clock): Promise<void> {
  const marks = marksOf(viewer)
  const nowMs = clock().getTime()
  if (!marks.recheck.isDue(nowMs)) return
  // Not by several streams at once.
  marks.recheck.done(nowMs)
  const questions = marks.items.expired(nowMs, maxAsked)
  const types = marks.types.expired(nowMs)
  if (questions.length + types.length === 0) return
  const { answers } = marks
  try {
    await askRights(viewer, marks, questions, clock, types)
  } finally {
    // What the portal did not answer is asked again with the next stream.
    if (marks.answers === answers) marks.recheck.undo()
  }
}
