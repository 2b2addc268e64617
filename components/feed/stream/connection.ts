/** What the badge tells. `isPolling`: the stream is cut, and the feed asks every few seconds instead. */
export type Connection = {
  readonly state: 'live' | 'reconnecting' | 'offline'
  readonly isPolling: boolean
}

const OFFLINE_AFTER_MS = 30_000

/** The honest state: live only while the stream delivers, offline once nothing has come through for long. */
export function connectionOf(told: {
  readonly isStreaming: boolean
  readonly isPolling: boolean
  readonly silentMs: number
  readonly isOnline: boolean
}): Connection {
  if (told.isStreaming) return { state: 'live', isPolling: false }
  const isCut = !told.isPolling && (!told.isOnline || told.silentMs > OFFLINE_AFTER_MS)
  return { state: isCut ? 'offline' : 'reconnecting', isPolling: told.isPolling }
}
