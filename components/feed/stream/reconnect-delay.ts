import { pauseAfter } from '#lib/platform/backoff.ts'

const DELAYS_MS = { first: 500, longest: 15_000 }

/**
 * How long to wait before attempt number `failures + 1`: doubles up to 15 s, spread over half of itself so that viewers who
 * lost the same server do not come back in one wave. `retryMs` is the server's own word and the least it will take.
 */
export function reconnectDelayMs(failures: number, retryMs: number | null, random: () => number): number {
  const spreadMs = failures === 0 ? random() * DELAYS_MS.first : pauseAfter(failures, DELAYS_MS, random())
  return Math.round(Math.max(spreadMs, retryMs ?? 0))
}
