const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000

/**
 * Does something until it succeeds, with pauses that double, and hands over what came of it. `onFailure` hears of each failure.
 * Returns what ends it.
 */
export function keepTrying<T>(
  work: () => Promise<T>,
  onDone: (value: T) => void,
  onFailure?: (error: unknown) => void,
): () => void {
  let isOver = false
  let pauseMs = FIRST_PAUSE_MS
  let timer: ReturnType<typeof setTimeout> | undefined

  function attempt(): void {
    work().then(
      (value) => isOver || onDone(value),
      (error: unknown) => {
        if (isOver) return
        timer = setTimeout(attempt, pauseMs)
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
        onFailure?.(error)
      },
    )
  }

  attempt()
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}
