import { type Connection, connectionOf } from './connection.ts'
import { createEndJudge, LOST_AFTER_MS } from './end-judge.ts'
import { type FeedChanges, type FeedMessage, fromChanges, toFeedMessage } from './feed-messages.ts'
import { createPollLoop } from './poll-loop.ts'
import { readEventStream } from './read-event-stream.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'

const SILENCE_MS = 45_000
const BEGIN_TIMEOUT_MS = 10_000
const POLL_EVERY_MS = 5_000
const POLL_AFTER_FAILURES = 3
/** The server ends each stream before its token does; only a successor that is slow to begin is worth a word. */
const SUCCESSION_MS = 1_500
/** A heartbeat comes every 20 s at most: after a sleep, an older last byte means that the connection is probably dead. */
const STALE_MS = 25_000
/** How long a page that gave its stream up to another one polls before it looks again whether there is room. */
const CROWDED_RETRY_MS = 60_000

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
 * stream gets through. Messages may come twice, the reducer drops doubles.
 */
export function openFeedStream(since: string, ports: FeedStreamPorts): FeedStream {
  const end = createEndJudge(ports.now)
  let lastId = since
  let retryMs: number | null = null
  let failures = 0
  let isStreaming = false
  let hasPolled = false
  let lastByteAt = ports.now()
  let lostAt = lastByteAt
  let isClosed = false
  let isWoken = false
  /** Another page of this viewer has our place. Until somebody looks at this one it takes none from another. */
  let isCrowded = false
  let attempt = new AbortController()
  let endPause: () => void = () => undefined
  let succession: ReturnType<typeof setTimeout> | undefined

  const tell = () => {
    const silentMs = ports.now() - Math.max(lastByteAt, lostAt)
    ports.onConnection(connectionOf({ isStreaming, isPolling: hasPolled, silentMs, isOnline: ports.isOnline() }))
  }

  const polling = createPollLoop(async () => {
    try {
      const changes = await ports.poll(lastId, AbortSignal.timeout(BEGIN_TIMEOUT_MS))
      if (isStreaming || isClosed) return
      for (const message of fromChanges(changes)) ports.onMessage(message)
      lastId = changes.headRevision
      lastByteAt = ports.now()
      hasPolled = true
      end.forget()
    } catch (error) {
      if (isClosed) return
      if (end.isFinal(error)) return finish(error)
      hasPolled = false
    }
    tell()
  }, POLL_EVERY_MS)

  function onBytes(): void {
    lastByteAt = ports.now()
    if (isStreaming) return
    isStreaming = true
    isCrowded = false
    end.forget()
    failures = 0
    hasPolled = false
    polling.stop()
    clearTimeout(succession)
    tell()
  }

  async function streamOnce(): Promise<void> {
    attempt = new AbortController()
    // A proxy that holds the stream back never shows a first byte: poll meanwhile.
    const impatience = setTimeout(() => isStreaming || polling.start(), POLL_EVERY_MS)
    const deadline = setTimeout(() => isStreaming || attempt.abort(new Error('Nothing came')), BEGIN_TIMEOUT_MS)
    try {
      await readEventStream(await ports.open(lastId, attempt.signal, isCrowded), attempt, SILENCE_MS, {
        onBytes,
        onId: (id) => {
          lastId = id
        },
        onRetry: (ms) => {
          retryMs = ms
        },
        onEvent(event) {
          if (event.event === 'crowded') isCrowded = true
          const message = toFeedMessage(event)
          if (message !== null) ports.onMessage(message)
        },
      })
    } finally {
      clearTimeout(impatience)
      clearTimeout(deadline)
    }
  }

  function pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, isWoken ? 0 : delayMs)
      isWoken = false
      endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function run(): Promise<void> {
    while (!isClosed) {
      try {
        await streamOnce()
        if (!isStreaming) failures += 1
        isStreaming = false
        clearTimeout(succession)
        succession = setTimeout(tell, SUCCESSION_MS)
      } catch (error) {
        if (isClosed) return
        if (end.isFinal(error)) return finish(error)
        if (end.isInDoubt) retryMs = LOST_AFTER_MS
        failures += 1
        if (isStreaming) lostAt = ports.now()
        isStreaming = false
        tell()
      }
      if (isCrowded) retryMs = Math.max(retryMs ?? 0, CROWDED_RETRY_MS)
      if ((isCrowded || failures >= POLL_AFTER_FAILURES) && !isClosed) polling.start()
      await pause(reconnectDelayMs(failures, retryMs, ports.random))
      retryMs = null
    }
  }

  function close(): void {
    isClosed = true
    polling.stop()
    clearTimeout(succession)
    attempt.abort()
    endPause()
  }

  function finish(error: unknown): void {
    close()
    ports.onFinal(error)
  }

  tell()
  run()
  return {
    close,
    wake() {
      if (isStreaming && ports.isOnline() && ports.now() - lastByteAt < STALE_MS) return
      isWoken = true
      isCrowded = false
      end.forget()
      attempt.abort(new Error('Woken'))
      endPause()
    },
  }
}
