import { onRecovery } from './recovery.ts'

type Ports<T> = {
  /** Null where it is not worth a reading now. */
  readonly read: (signal: AbortSignal) => Promise<T> | null
  readonly onValue: (value: T) => void
  readonly onFailure?: (error: unknown) => void
}

/** Reads at once, every `everyMs`, and as soon as an outage is over; what was read stays until there is something newer. Returns what ends it. */
export function readEvery<T>(everyMs: number, { read, onValue, onFailure }: Ports<T>): () => void {
  const abort = new AbortController()
  const readOnce = () => {
    read(abort.signal)?.then(onValue, (error: unknown) => {
      if (!abort.signal.aborted) onFailure?.(error)
    })
  }
  readOnce()
  const timer = setInterval(readOnce, everyMs)
  const forget = onRecovery(readOnce)
  return () => {
    abort.abort()
    clearInterval(timer)
    forget()
  }
}
