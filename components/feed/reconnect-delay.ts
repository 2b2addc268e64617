const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 15_000

/**
 * How long to wait before attempt number `failures + 1`: doubles up to 15 s, spread over half of itself so that viewers who
 * lost the same server do not come back in one wave. `retryMs` is the server's own word and the least it will take.
 */
export function reconnectDelayMs(failures: number, retryMs: number | null, random: () => number): number {
  const doubledMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1))
  const spreadMs = failures === 0 ? random() * FIRST_DELAY_MS : doubledMs * (0.5 + random() / 2)
  return Math.round(Math.max(spreadMs, retryMs ?? 0))
}
