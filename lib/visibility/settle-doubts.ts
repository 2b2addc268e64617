import type { Clock } from '../platform/clock.ts'
import { marksOf, type ViewerAccess } from './viewer-marks.ts'

const everyMs = 10 * 60_000

/**
 * Items changed and are hidden now, and an open page may show them as another process of ours once did: has the viewer's pages
 * read anew, at most once in ten minutes, since each reading has the CRM asked.
 */
export function settleDoubts(viewer: ViewerAccess, clock: Clock): void {
  const marks = marksOf(viewer)
  const { doubts } = marks
  const nowMs = clock().getTime()
  if (!doubts.isOpen || nowMs - doubts.settledAtMs < everyMs) return
  doubts.isOpen = false
  doubts.settledAtMs = nowMs
  marks.version += 1
}
