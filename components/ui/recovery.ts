const listeners = new Set<() => void>()

/** Calls this each time the server answers again after an outage. Returns what ends it. */
export function onRecovery(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The server answers again: nothing on the screen waits out a pause of its own any more. */
export function announceRecovery(): void {
  for (const listener of listeners) listener()
}
