import type { FeedChanges } from '#lib/feed/feed-item.ts'
import type { Connection } from './connection.ts'
import { createEndJudge, LOST_AFTER_MS } from './end-judge.ts'
import { type FeedMessage, fromChanges, toStreamMessage } from './feed-messages.ts'
import { createPollLoop } from './poll-loop.ts'
import { readEventStream } from './read-event-stream.ts'
import {
  applyPoll,
  close,
  connectionIn,
  delayMsOf,
  end,
  fail,
  giveWay,
  isAlive,
  lookAt,
  mustPoll,
  openAt,
  receive,
  reopen,
  type StreamState,
  setLastId,
  setRetry,
} from './stream-state.ts'

const SILENCE_MS = 45_000
const BEGIN_TIMEOUT_MS = 10_000
const POLL_EVERY_MS = 5_000
/** The server ends each stream before its token does; only a successor that is slow to begin is worth a word. */
const SUCCESSION_MS = 1_500

export type FeedStreamPorts = {
  /** Opens the authorised stream after this revision, perhaps only in a free place; anything but an event stream rejects. */
  open(lastEventId: string, signal: AbortSignal, onlyIfFree: boolean): Promise<Response>
  poll(since: string, signal: AbortSignal): Promise<FeedChanges>
  onMessage(message: FeedMessage): void
  onConnection(connection: Connection): void
  /** Trying again is pointless. */
  onFinal(error: unknown): void
  random(): number
  now(): number
  isOnline(): boolean
}

export type FeedStream = {
  /** Something changed (network back, tab shown again): look at once whether the connection still lives. */
  wake(): void
  close(): void
}

/**
 * Follows the feed from a revision on, for ever: one stream with back-off and resume, and polling beside it for as long as no
 * stream gets through. Messages may come twice, the reducer drops doubles. How the states follow each other: `stream-state.ts`.
 */
export function openFeedStream(since: string, ports: FeedStreamPorts): FeedStream {
  const judge = createEndJudge(ports.now)
  const woken = new Error('Woken')
  let state: StreamState = openAt(since, ports.now())
  let attempt = new AbortController()
  let endPause: () => void = () => undefined
  let succession: ReturnType<typeof setTimeout> | undefined

  const is = (kind: StreamState['kind']) => state.kind === kind
  const tell = () => ports.onConnection(connectionIn(state, ports.now(), ports.isOnline()))

  const polling = createPollLoop(async () => {
    try {
      const changes = await ports.poll(state.lastId, AbortSignal.timeout(BEGIN_TIMEOUT_MS))
      if (is('streaming') || is('closed')) return
      for (const message of fromChanges(changes)) ports.onMessage(message)
      state = applyPoll(state, changes.headRevision, ports.now())
      judge.forget()
    } catch (error) {
      if (is('closed')) return
      if (judge.isFinal(error)) return finish(error)
      state = applyPoll(state, null, ports.now())
    }
    tell()
  }, POLL_EVERY_MS)

  function onBytes(): void {
    const isFirst = !is('streaming')
    state = receive(state, ports.now())
    if (!isFirst) return
    judge.forget()
    polling.stop()
    clearTimeout(succession)
    tell()
  }

  async function readStream(response: Response): Promise<void> {
    await readEventStream(response, attempt, SILENCE_MS, {
      onBytes,
      onId: (id) => {
        state = setLastId(state, id)
      },
      onRetry: (ms) => {
        state = setRetry(state, ms)
      },
      onEvent(event) {
        const message = toStreamMessage(event)
        if (message?.type === 'crowded') state = giveWay(state)
        else if (message !== null) ports.onMessage(message)
      },
    })
  }

  async function streamOnce(): Promise<void> {
    attempt = new AbortController()
    // A proxy that holds the stream back never shows a first byte: poll meanwhile.
    const impatience = setTimeout(() => is('streaming') || polling.start(), POLL_EVERY_MS)
    const deadline = setTimeout(() => is('streaming') || attempt.abort(new Error('Nothing came')), BEGIN_TIMEOUT_MS)
    const onlyIfFree = state.kind === 'opening' && state.onlyIfFree
    try {
      await readStream(await ports.open(state.lastId, attempt.signal, onlyIfFree))
    } finally {
      clearTimeout(impatience)
      clearTimeout(deadline)
    }
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs)
      endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function onEnd(): void {
    state = end(state)
    clearTimeout(succession)
    succession = setTimeout(tell, SUCCESSION_MS)
  }

  function onFailure(): void {
    state = fail(state, ports.now())
    if (judge.isInDoubt) state = setRetry(state, LOST_AFTER_MS)
    tell()
  }

  async function run(): Promise<void> {
    while (!is('closed')) {
      try {
        await streamOnce()
        if (is('closed')) return
        onEnd()
      } catch (error) {
        if (is('closed')) return
        if (judge.isFinal(error)) return finish(error)
        onFailure()
      }
      if (mustPoll(state)) polling.start()
      await pause(attempt.signal.reason === woken ? 0 : delayMsOf(state, ports.random))
      state = reopen(state)
    }
  }

  function stop(): void {
    state = close(state)
    polling.stop()
    clearTimeout(succession)
    attempt.abort()
    endPause()
  }

  function finish(error: unknown): void {
    stop()
    ports.onFinal(error)
  }

  tell()
  run()
  return {
    close: stop,
    wake() {
      if (isAlive(state, ports.now()) && ports.isOnline()) return
      state = lookAt(state)
      judge.forget()
      attempt.abort(woken)
      endPause()
    },
  }
}
