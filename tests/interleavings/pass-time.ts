import { once } from '#lib/platform/once.ts'
import type { ViewerMarks } from '#lib/visibility/viewer-marks.ts'

/** What this instance keeps in its memory and puts off for minutes is due now. Runs within the instance. */
export function passTime(portalId: string): void {
  const viewers = once('visibility', () => new Map<string, ViewerMarks>())
  for (const [key, { doubts }] of viewers) {
    if (key.startsWith(`${portalId}:`)) doubts.settledAtMs = Number.NEGATIVE_INFINITY
  }
}
