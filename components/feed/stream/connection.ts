/** What the badge tells; `connecting` until something has come for the first time. `isPolling`: the stream is cut, and the feed asks every few seconds instead. */
export type Connection = {
  readonly state: 'connecting' | 'live' | 'reconnecting' | 'offline'
  readonly isPolling: boolean
}

const OFFLINE_AFTER_MS = 30_000

export const notConnectedYet: Connection = { state: 'connecting', isPolling: false }

/** The honest state: live only while the stream delivers, offline once nothing has come through for long. */
export function connectionOf(told: {
  readonly isStreaming: boolean
  readonly isPolling: boolean
  readonly wasConnected: boolean
  readonly silentMs: number
  readonly isOnline: boolean
}): Connection {
  if (told.isStreaming) return { state: 'live', isPolling: false }
  const isCut = !told.isPolling && (!told.isOnline || told.silentMs > OFFLINE_AFTER_MS)
  if (isCut) return { state: 'offline', isPolling: false }
  return { state: told.wasConnected ? 'reconnecting' : 'connecting', isPolling: told.isPolling }
}

/** Whether something gets through again that did not before. */
export function isRecovery(before: Connection, now: Connection): boolean {
  const isThrough = ({ state, isPolling }: Connection) => state === 'live' || isPolling
  return before.state !== 'connecting' && !isThrough(before) && isThrough(now)
}
