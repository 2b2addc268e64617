import 'server-only'
import { type Clock, systemClock } from '../platform/clock.ts'
import { onDrain } from '../platform/drain.ts'
import { describeError, log } from '../platform/log.ts'
import { count, shift } from '../platform/metrics.ts'
import { isRefusal } from '../platform/refusal.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { FeedReader } from './feed-reader.ts'
import { crowdedRetryMs, openStreams } from './open-streams.ts'
import type { StreamStart } from './read-start.ts'
import { encodeComment, encodeEvent, encodeRetry } from './sse.ts'
import { StreamPause } from './stream-pause.ts'
import { streamTicks } from './stream-ticks.ts'
import { subscriberHub } from './subscriber-hub.ts'

type Options = Omit<StreamStart, 'isExact'> & {
  readonly isExact?: boolean
  readonly viewer: ViewerAccess
  readonly entityTypeId: number | null
  /** When the viewer's session was sealed. */
  readonly issuedAt: Date
  /** The stream ends some seconds before its token does. */
  readonly until: Date
  /** Whoever gave a place up comes back only for one that nobody has. */
  readonly onlyIfFree?: boolean
  readonly clock?: Clock
}

/** Where a stream is written to, as its reader takes it. */
type Sink = {
  readonly write: (text: string) => void
  /** Bytes that are under way to the reader. */
  readonly behind: () => number
  readonly end: (text: string) => void
}

/** What a sink tells of its reader: that it has gone, and that it has taken nearly all of what was sent. */
type Reader = { readonly onGone: () => void; readonly onDrain: () => void }

/** A stream that has its place, and begins once it is told where to be written. */
export type FeedStream = (sink: Sink) => Reader

const ticksPerHeartbeat = 3
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
export function streamFeed(options: Options): FeedStream {
  const { viewer, onlyIfFree = false } = options
  const pause = new StreamPause()
  let isCrowded = false
  const leavePlace = openStreams().enter(
    viewer,
    () => {
      isCrowded = true
      pause.end()
    },
    { onlyIfFree },
  )
  return (sink) => {
    shift('spf_streams_open', {}, 1)
    const leaveDrain = onDrain('streams', () => pause.end())
    void follow(options, sink, pause)
      .catch((error) => {
        // The portal no longer takes the viewer's token: the page comes back with a new one.
        if (isRefusal(error)) log().info({ code: error.code, reason: error.reason }, 'a stream ended')
        else log().warn({ err: describeError(error) }, 'a stream ended early')
      })
      .finally(() => {
        leaveDrain()
        leavePlace()
        shift('spf_streams_open', {}, -1)
        pause.end()
        sink.end(isCrowded ? goodbyeToOther() : encodeRetry(500 + Math.random() * 2_000))
      })
    return { onGone: () => pause.end(), onDrain: () => pause.drained() }
  }
}

/** The page has another one of the same viewer to thank for it: it polls, and looks after a while whether a place is free. */
function goodbyeToOther(): string {
  return encodeEvent('crowded', {}) + encodeRetry(crowdedRetryMs * (1 + Math.random() / 2))
}

async function follow(options: Options, sink: Sink, pause: StreamPause): Promise<void> {
  const { viewer, until, clock = systemClock } = options
  const send = (text: string) => {
    if (pause.isOver) return
    sink.write(text)
    count('spf_stream_messages_total', {})
  }
  const isBehind = () => sink.behind() > maxBehindBytes
  const reader = new FeedReader({ ...options, clock, send })
  const leave = subscriberHub().subscribe(viewer.portalId, (reason, committedAtMs) => {
    if (reason === 'feed') reader.signal(committedAtMs)
    pause.wake()
  })
  let ticks = 0
  const leaveTicks = streamTicks().join(() => {
    ticks += 1
    // Beside the reading, which may wait for the portal.
    if (ticks % ticksPerHeartbeat === 0) send(encodeComment('still here'))
    pause.wake()
  })
  try {
    send(encodeComment('open'))
    await reader.begin()
    while (!pause.isOver && clock().getTime() < until.getTime() - endBeforeTokenMs) {
      // A reader that stays this far behind is cut; it resumes from its cursor.
      if (isBehind()) await pause.waitForDrain(patienceMs)
      if (isBehind()) return
      const turn = await reader.turn()
      if (turn === 'over') return
      if (turn.more === 'now') continue
      // While the CRM is being asked its answer is waited for, otherwise it is asked again after a while.
      const isRetry = turn.more === 'later' && !turn.answered
      await pause.wait(turn.answered, isRetry ? retryUndecidedMs : null)
    }
  } finally {
    leaveTicks()
    leave()
  }
}
