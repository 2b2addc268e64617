import 'server-only'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { FeedFilter } from '../feed/feed-filter.ts'
import type { FeedItem } from '../feed/feed-item.ts'
import type { Clock } from '../platform/clock.ts'
import { Counts } from '../platform/counts.ts'
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
  readonly settings: TableSettings
  /** The file ends with an error when the session does. */
  readonly until: Date
  readonly clock: Clock
  /** The reader has gone: of one that leaves before it reads, the file hears nothing. */
  readonly gone?: AbortSignal
}

/** Each of them reads as fast as the reader takes it. */
const exportsPerViewer = 2
const exportsPerPortal = 8
const exportsAtOnce = 24
const busyFrom = 0.5
const longestPauseMs = 2_000
/** Nobody knows how fast the others read. */
const exportRetryMs = 10_000

/**
 * What the viewer may see of a filter, as a CSV file that is written while it is read: at most one read ahead of the reader.
 * It begins once the first rows are decided, so that a refusal is an answer; a later one breaks the stream off, so that no
 * part of a file passes for the whole. A reader who goes away ends the reading.
 * @throws Refusal `unavailable` for a reader who is gone before it begins, as `walkVisibleItems`, and `too_many_requests` beside others of the same viewer.
 */
export async function exportFeed(options: Options): Promise<ReadableStream<Uint8Array>> {
  const { gone } = options
  const leave = enter(options.viewer)
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

async function* writeLines({ viewer, filter, settings, until, clock }: Options, signal: AbortSignal) {
  let head = byteOrderMark + headLine(settings)
  let before = performance.eventLoopUtilization()
  for await (const items of walkVisibleItems(viewer, filter, { clock, signal })) {
    if (clock() >= until) throw new Refusal('unauthorized', 'session_over')
    const text = head + items.map((item: FeedItem) => itemLine(item, settings)).join('')
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

/** @returns how to leave, however often it is called. */
function enter({ portalId, userId }: ViewerAccess): () => void {
  const { running, ofPortal } = once('exports', () => ({ running: new Counts(), ofPortal: new Counts() }))
  const key = `${portalId}:${userId}`
  const isFull = running.total >= exportsAtOnce || ofPortal.of(portalId) >= exportsPerPortal
  if (isFull || running.of(key) >= exportsPerViewer) {
    throw new Refusal('too_many_requests', 'exports', {}, { retryAfterMs: exportRetryMs })
  }
  running.add(key, 1)
  ofPortal.add(portalId, 1)
  let hasLeft = false
  return () => {
    if (hasLeft) return
    hasLeft = true
    running.add(key, -1)
    ofPortal.add(portalId, -1)
  }
}
