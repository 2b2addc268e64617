import { useSyncExternalStore } from 'react'

const TICK_MS = 20_000
const listeners = new Set<() => void>()
let now = 0
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const each of listeners) each()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function read(): number {
  // Told twice within one drawing it must be the same.
  if (timer === undefined && Date.now() - now > TICK_MS) now = Date.now()
  return now
}

/** The time, in ms, renewed every 20 s for all rows together. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, read, () => 0)
}
