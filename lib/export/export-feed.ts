import 'server-only'
import { performance } from 'node:perf_hooks'
import { setImmediate, setTimeout as wait } from 'node:timers/promises'
import type { FeedFilter } from '../feed/feed-filter.ts'
import type { Clock } from '../platform/clock.ts'
import { FairGate } from '../platform/fair-gate.ts'
import { describeError, log } from '../platform/log.ts'
import { once } from '../platform/once.ts'
import { isRefusal, Refusal } from '../platform/refusal.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { walkVisibleItems } from '../visibility/walk-visible-items.ts'
import { byteOrderMark } from './csv.ts'
import { headLine, itemLine, type TableSettings } from './feed-table.ts'

type Options = {
  readonly viewer: ViewerAccess
  readonly filter: FeedFilter
  /** Made once the file has its place. */
  readonly settings: () => Promise<TableSettings>
  /** The file ends with an error when the session does. */
  readonly until: Date
  readonly clock: Clock
  /** The reader has gone: of one that leaves before it reads, the file hears nothing. */
  readonly gone?: AbortSignal
}

/** Each of them reads as fast as the reader takes it; nobody knows how fast that is, so nobody waits for a place. */
const places = { width: 24, perPortal: 8, perViewer: 2, waitingPerViewer: 0, waitMs: 10_000, reason: 'exports' }
/** After so many the rest of the process has a turn. */
const linesATime = 50
const busyFrom = 0.5
const longestPauseMs = 2_000

/**
 * What the viewer may see of a filter, as a CSV file that is written while it is read: at most one read ahead of the reader.
 * It begins once the first rows are decided, so that a refusal is an answer; a later one breaks the stream off, so that no
 * part of a file passes for the whole. A reader who goes away ends the reading.
 * @throws Refusal `unavailable` for a reader who is gone before it begins, as `walkVisibleItems`, and `too_many_requests` beside others of the same viewer.
 */
export async function exportFeed(options: Options): Promise<ReadableStream<Uint8Array>> {
  const { gone } = options
  const leave = await once('exports', () => new FairGate(places)).enter(options.viewer)
  const ending = new AbortController()
  const lines = writeLines(options, ending.signal)
  const encoder = new TextEncoder()
  const end = () => {
    gone?.removeEventListener('abort', end)
    ending.abort()
    leave()
  }
  gone?.addEventListener('abort', end, { once: true })
  if (gone?.aborted) end()
  let next: IteratorResult<string> | null
  try {
    next = await lines.next()
  } catch (error) {
    end()
    if (gone?.aborted) throw new Refusal('unavailable', 'reader_gone')
    throw error
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = next ?? (await lines.next())
          next = null
          if (!done) return controller.enqueue(encoder.encode(value))
          end()
          controller.close()
        } catch (error) {
          if (isRefusal(error)) log().info({ code: error.code, reason: error.reason }, 'an export was broken off')
          else if (!ending.signal.aborted) log().error({ err: describeError(error) }, 'an export failed')
          // Next writes what it is given to the console.
          controller.error(new Error('The export was broken off.'))
          end()
        }
      },
      cancel: end,
    },
    { highWaterMark: 1 },
  )
}

async function* writeLines({ viewer, filter, until, clock, ...options }: Options, signal: AbortSignal) {
  const settings = await options.settings()
  let head = byteOrderMark + headLine(settings)
  let before = performance.eventLoopUtilization()
  for await (const items of walkVisibleItems(viewer, filter, { clock, signal })) {
    if (clock() >= until) throw new Refusal('unauthorized', 'session_over')
    let text = head
    for (const [n, item] of items.entries()) {
      if (n % linesATime === 0) await setImmediate()
      text += itemLine(item, settings)
    }
    head = ''
    // What is hidden is read and not written.
    if (text !== '') yield text
    await giveWay()
  }

  /** A file is nobody's screen: while the process is busy it takes a quarter of the time that it could. */
  async function giveWay(): Promise<void> {
    const { utilization, active } = performance.eventLoopUtilization(before)
    if (utilization > busyFrom) await wait(Math.min(longestPauseMs, 3 * active), null, { signal })
    before = performance.eventLoopUtilization()
  }
}
