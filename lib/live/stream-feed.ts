import 'server-only'
import { type Clock, systemClock } from '../platform/clock.ts'
import { onDrain } from '../platform/drain.ts'
import { describeError, log } from '../platform/log.ts'
import { counter, gauge } from '../platform/metrics.ts'
import { isRefusal } from '../platform/refusal.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { FeedReader } from './feed-reader.ts'
import { crowdedRetryMs, openStreams } from './open-streams.ts'
import { encodeComment, encodeEvent, encodeRetry } from './sse.ts'
import { subscriberHub } from './subscriber-hub.ts'

type Options = {
  readonly viewer: ViewerAccess
  /** What the reader has; null to begin at the head. */
  readonly since: bigint | null
  readonly head: bigint
  readonly entityTypeId: number | null
  /** The stream ends some seconds before its token does. */
  readonly until: Date
  /** Whoever gave a place up comes back only for one that nobody has. */
  readonly onlyIfFree?: boolean
  /** The reader has gone: of one that leaves before it reads, the answer's body hears nothing. */
  readonly gone?: AbortSignal
  readonly clock?: Clock
}

const heartbeatMs = 15_000
const tickMs = 4_000
const retryUndecidedMs = 1_500
const maxBehindBytes = 256 * 1024
/** So long a reader may take for what is under way to it. */
const patienceMs = 5_000
const endBeforeTokenMs = 10_000

/**
 * The feed of one viewer as server-sent events: subscribes first, then reads from the cursor, then again whenever woken.
 * `id` is the low-water mark, so a stream that is resumed with Last-Event-ID loses nothing.
 * @throws Refusal `too_many_requests` where there is no place for one more.
 */
export function streamFeed(options: Options): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const ending = new AbortController()
  let pulled = Promise.withResolvers<void>()
  let isCrowded = false
  const leavePlace = openStreams().enter(
    options.viewer,
    () => {
      isCrowded = true
      ending.abort()
    },
    { onlyIfFree: options.onlyIfFree === true },
  )
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const isBehind = () => (controller.desiredSize ?? 0) < -maxBehindBytes
        // A reader that stays this far behind is cut; it resumes from its cursor.
        const keepsUp = async () => {
          if (!isBehind()) return true
          await pause([pulled.promise], patienceMs, ending.signal)
          return !isBehind()
        }
        const send = (text: string) => {
          if (ending.signal.aborted) return
          controller.enqueue(encoder.encode(text))
          counter('spf_stream_messages_total', { help: 'Messages sent on streams.' }).inc()
        }
        const open = gauge('spf_streams_open', { help: 'Open streams of this process.' })
        open.inc()
        const end = () => ending.abort()
        const leaveDrain = onDrain('streams', end)
        options.gone?.addEventListener('abort', end, { once: true })
        if (options.gone?.aborted) end()
        void follow(options, { send, keepsUp }, ending)
          .catch((error) => {
            // The portal no longer takes the viewer's token: the page comes back with a new one.
            if (isRefusal(error)) log().info({ code: error.code, reason: error.reason }, 'a stream ended')
            else log().warn({ err: describeError(error) }, 'a stream ended early')
          })
          .finally(() => {
            leaveDrain()
            options.gone?.removeEventListener('abort', end)
            leavePlace()
            open.dec()
            ending.abort()
            try {
              controller.enqueue(
                encoder.encode(isCrowded ? goodbyeToOther() : encodeRetry(500 + Math.random() * 2_000)),
              )
              controller.close()
            } catch {
              // The reader has gone already.
            }
          })
      },
      // Nearly all of what was sent has been read.
      pull: () => {
        pulled.resolve()
        pulled = Promise.withResolvers()
      },
      cancel: () => ending.abort(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 16 * 1024 }),
  )
}

/** The page has another one of the same viewer to thank for it: it polls, and looks after a while whether a place is free. */
function goodbyeToOther(): string {
  return encodeEvent('crowded', {}) + encodeRetry(crowdedRetryMs * (1 + Math.random() / 2))
}

type Reader = {
  readonly send: (text: string) => void
  /** False where the reader does not take what is sent. */
  readonly keepsUp: () => Promise<boolean>
}

async function follow(options: Options, { send, keepsUp }: Reader, ending: AbortController): Promise<void> {
  const { viewer, until, clock = systemClock } = options
  const reader = new FeedReader({ ...options, clock, send })
  let woken = Promise.withResolvers<void>()
  const leave = subscriberHub().subscribe(viewer.portalId, (reason) => {
    if (reason === 'feed') reader.signal()
    woken.resolve()
  })
  // Beside the reading, which may wait for the portal.
  const heartbeat = setInterval(() => send(encodeComment('still here')), heartbeatMs)
  try {
    send(encodeComment('open'))
    await reader.begin()
    while (!ending.signal.aborted && clock().getTime() < until.getTime() - endBeforeTokenMs) {
      if (!(await keepsUp())) return
      const turn = await reader.turn()
      if (turn === 'over') return
      if (turn.more === 'now') continue
      // While the CRM is being asked its answer is waited for, otherwise it is asked again after a while.
      const isRetry = turn.more === 'later' && !turn.answered
      await pause([woken.promise, turn.answered], isRetry ? retryUndecidedMs : tickMs, ending.signal)
      woken = Promise.withResolvers()
    }
  } finally {
    clearInterval(heartbeat)
    leave()
  }
}

/** Until one of them happens, until the time is over, or until the stream ends. */
async function pause(events: (Promise<void> | null)[], ms: number, ending: AbortSignal): Promise<void> {
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  const timer = setTimeout(end, ms)
  const stop = () => end()
  ending.addEventListener('abort', stop, { once: true })
  try {
    await Promise.race([over, ...events.filter((event) => event !== null)])
  } finally {
    clearTimeout(timer)
    ending.removeEventListener('abort', stop)
  }
}
