import type { JsonMap } from './json-value.ts'

const ZONE_MS = 3 * 3600_000

/** A moment as the portal writes it: ISO 8601, whole seconds, in the portal's own zone (+03:00). */
export function portalTime(ms: number): string {
  return `${new Date(ms + ZONE_MS).toISOString().slice(0, 19)}+03:00`
}

/**
 * The `time` object of every answer; seconds with fractions (api-reference/data-types.md). Where no operating time is counted nothing
 * says when it is reset: most of the documented answers with `operating` 0 have it so, others name a moment all the same.
 */
export function timeObject(
  startMs: number,
  finishMs: number,
  operating: { seconds: number; resetAt: number },
): JsonMap {
  const duration = Math.max(finishMs - startMs, 1) / 1000
  return {
    start: startMs / 1000,
    finish: startMs / 1000 + duration,
    duration,
    processing: Math.round(duration * 900) / 1000,
    date_start: portalTime(startMs),
    date_finish: portalTime(finishMs),
    ...(operating.seconds > 0 && { operating_reset_at: operating.resetAt }),
    operating: operating.seconds,
  }
}
