import { type Connection, connectionOf } from './connection.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'

/*
 * How a page stands with its stream of the feed. Each arrow is a function below.
 *
 *               receive
 *     opening ──────────▶ streaming
 *      ▲   │                  │
 *      │   │ end, fail        │ end, fail
 *      │   ▼                  │
 *      │  waiting ◀───────────┘
 *      └─────┘ reopen
 *
 *     any ── close ──▶ closed
 *
 *   receive  bytes came: the stream is live, and former failures count no more
 *   end      the server ended it in good order: a failure only where nothing had come
 *   fail     it could not be opened, broke, fell silent, or was given up for a new one
 *   reopen   the delay is over, or the page woke up
 *
 * What else happens changes no kind: what a stream says on its way (`setLastId`, `setRetry`, `giveWay`), that somebody looks at the
 * page (`lookAt`), and what comes of polling (`applyPoll`), which goes on beside it from `mustPoll` until a stream gets through.
 */

type Place = {
  /** Where to go on from: all before it is here. */
  readonly lastId: string
  /** When something last came, or a stream was lost. */
  readonly heardAt: number
  /** No stream gets through, and the last poll did. */
  readonly isPolling: boolean
  /** Something has come since the page was opened: what is lost now was there. */
  readonly wasConnected: boolean
}

/** What the server says on a stream about the next one. */
type Told = {
  readonly retryMs: number | null
  /** Another page of this viewer has our place. */
  readonly gaveWay: boolean
}

/** `failures`: attempts in a row that brought nothing, or broke. */
export type StreamState =
  /** Without a place until somebody looks at this page, it takes none from another: `onlyIfFree`. */
  | (Place & Told & { readonly kind: 'opening'; readonly failures: number; readonly onlyIfFree: boolean })
  | (Place & Told & { readonly kind: 'streaming' })
  | (Place & Told & { readonly kind: 'waiting'; readonly failures: number })
  | (Place & { readonly kind: 'closed' })

const POLL_AFTER_FAILURES = 3
/** How long a page that gave its stream up to another one polls before it looks again whether there is room. */
const CROWDED_RETRY_MS = 60_000
/** A heartbeat comes every 20 s at most: after a sleep, an older last byte means that the connection is probably dead. */
const STALE_MS = 25_000

const nothingTold: Told = { retryMs: null, gaveWay: false }

export function openAt(lastId: string, now: number): StreamState {
  return opening({ lastId, heardAt: now, isPolling: false, wasConnected: false }, { failures: 0, onlyIfFree: false })
}

export function receive(state: StreamState, now: number): StreamState {
  if (state.kind === 'streaming') return { ...state, heardAt: now }
  if (state.kind !== 'opening') return state
  const { lastId, retryMs, gaveWay } = state
  return { kind: 'streaming', lastId, heardAt: now, isPolling: false, wasConnected: true, retryMs, gaveWay }
}

export function end(state: StreamState): StreamState {
  if (state.kind === 'streaming') return { ...state, kind: 'waiting', failures: 0 }
  return state.kind === 'opening' ? waitAfterFailure(state, state.failures) : state
}

export function fail(state: StreamState, now: number): StreamState {
  if (state.kind === 'streaming') return { ...state, kind: 'waiting', heardAt: now, failures: 1 }
  return state.kind === 'opening' ? waitAfterFailure(state, state.failures) : state
}

export function reopen(state: StreamState): StreamState {
  if (state.kind !== 'waiting') return state
  return opening(state, { failures: state.failures, onlyIfFree: state.gaveWay })
}

export function close({ lastId, heardAt, isPolling, wasConnected }: StreamState): StreamState {
  return { kind: 'closed', lastId, heardAt, isPolling, wasConnected }
}

export function setLastId(state: StreamState, lastId: string): StreamState {
  return { ...state, lastId }
}

export function setRetry(state: StreamState, retryMs: number): StreamState {
  return state.kind === 'closed' ? state : { ...state, retryMs }
}

export function giveWay(state: StreamState): StreamState {
  return state.kind === 'closed' ? state : { ...state, gaveWay: true }
}

/** Somebody looks at this page: its next stream takes a place like any other. */
export function lookAt(state: StreamState): StreamState {
  if (state.kind === 'closed') return state
  return { ...state, gaveWay: false, ...(state.kind === 'opening' && { onlyIfFree: false }) }
}

/** @param headRevision how far the poll came; null where it failed. */
export function applyPoll(state: StreamState, headRevision: string | null, now: number): StreamState {
  if (state.kind === 'streaming' || state.kind === 'closed') return state
  if (headRevision === null) return { ...state, isPolling: false }
  return { ...state, lastId: headRevision, heardAt: now, isPolling: true, wasConnected: true }
}

export function mustPoll(state: StreamState): boolean {
  return state.kind === 'waiting' && (state.gaveWay || state.failures >= POLL_AFTER_FAILURES)
}

/** How long a page that waits does so. */
export function delayMsOf(state: StreamState, random: () => number): number {
  if (state.kind !== 'waiting') return 0
  const { failures, retryMs, gaveWay } = state
  return reconnectDelayMs(failures, gaveWay ? Math.max(retryMs ?? 0, CROWDED_RETRY_MS) : retryMs, random)
}

/** Whether the stream surely lives: bytes came lately. */
export function isAlive(state: StreamState, now: number): boolean {
  return state.kind === 'streaming' && now - state.heardAt < STALE_MS
}

/** What the badge tells. */
export function connectionIn(
  { kind, heardAt, isPolling, wasConnected }: StreamState,
  now: number,
  isOnline: boolean,
): Connection {
  return connectionOf({ isStreaming: kind === 'streaming', isPolling, wasConnected, silentMs: now - heardAt, isOnline })
}

function opening(
  { lastId, heardAt, isPolling, wasConnected }: Place,
  how: { failures: number; onlyIfFree: boolean },
): StreamState {
  return { kind: 'opening', lastId, heardAt, isPolling, wasConnected, ...nothingTold, ...how }
}

/** Nothing came: whoever came for a free place only has none still. */
function waitAfterFailure(state: Extract<StreamState, { kind: 'opening' }>, failures: number): StreamState {
  const { lastId, heardAt, isPolling, wasConnected, retryMs } = state
  const gaveWay = state.gaveWay || state.onlyIfFree
  return { kind: 'waiting', lastId, heardAt, isPolling, wasConnected, retryMs, gaveWay, failures: failures + 1 }
}
