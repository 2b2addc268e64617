import { pauseAfter } from '#lib/platform/backoff.ts'
import { onRecovery } from './recovery.ts'

const PAUSES_MS = { first: 1_000, longest: 30_000 }

/**
 * Does something until it succeeds, with pauses that double and end where the server is back, and hands over what came of it. `onFailure` hears of each failure.
 * Returns what ends it.
 */
export function keepTrying<T>(
  work: () => Promise<T>,
  onDone: (value: T) => void,
  onFailure?: (error: unknown) => void,
): () => void {
  let isOver = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function attempt(): void {
    timer = undefined
    work().then(
      (value) => {
        if (isOver) return
        end()
        onDone(value)
      },
      (error: unknown) => {
        if (isOver) return
        failures += 1
        timer = setTimeout(attempt, pauseAfter(failures, PAUSES_MS))
        onFailure?.(error)
      },
    )
  }

  const forget = onRecovery(() => {
    if (timer === undefined) return
    clearTimeout(timer)
    failures = 0
    attempt()
  })

  function end(): void {
    isOver = true
    clearTimeout(timer)
    forget()
  }

  attempt()
  return end
}
