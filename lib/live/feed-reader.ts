import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { type ChangeCursor, resumeFrom, startAt } from '../visibility/change-cursor.ts'
import { isAdminStill, marksOf } from '../visibility/known-viewers.ts'
import {
  changesAfter,
  listVisibleChanges,
  type VisibleChange,
  type VisibleChanges,
} from '../visibility/list-visible-changes.ts'
import { recheckRights } from '../visibility/recheck-rights.ts'
import { settleReturns } from '../visibility/settle-returns.ts'
import { slowHead } from '../visibility/slow-head.ts'
import { toldRevision } from '../visibility/told-revision.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { type PortalNews, statusFor } from './portal-news.ts'
import { portalPoll } from './portal-poll.ts'
import { encodeEvent } from './sse.ts'

type Options = {
  readonly viewer: ViewerAccess
  readonly since: bigint | null
  readonly head: bigint
  readonly entityTypeId: number | null
  readonly clock: Clock
  readonly send: (text: string) => void
}

type Turn = 'over' | Pick<VisibleChanges, 'more' | 'answered'>

/** The usual answer of the CRM comes in the same turn; a slow one must not hold up what is open to everybody. */
const waitMs = 400
/** A status that is older than this is no status: the stream ends, and its page says that it reconnects. */
const maxNewsAgeMs = 10_000

/** One viewer's place in the feed, and what that viewer has been told. */
export class FeedReader {
  readonly #options: Options
  readonly #cursor: ChangeCursor
  #told: bigint
  #readHead = -1n
  #isSignalled = false
  #hasOpenQuestions = false
  #lastStatus = ''
  /** As the last news told them; null before the first news that are no older than what is on the screen. */
  #watches: string | null = null
  /** What is on the screen was read when no later change of the watches was known. */
  #watchesRevision: bigint
  #rightsVersion: number

  constructor(options: Options) {
    const { viewer, since, head, clock } = options
    this.#options = options
    // Who claims to be beyond the head comes from another feed (a restored database, say).
    this.#cursor = startAt(since === null || since > head ? head : since, head)
    // What others have heard of meanwhile may be beyond the head that this reader begins at, and so not read yet.
    const slow = slowHead(viewer.portalId, head, clock().getTime())
    const start = isAdminStill(viewer) || slow > head ? head : slow
    this.#told = since !== null && since <= head ? since : start
    this.#watchesRevision = since !== null && since <= head ? since : head
    this.#rightsVersion = marksOf(viewer).version
    if (since !== null && since > head) this.#reset()
  }

  async begin(): Promise<void> {
    const { viewer, clock } = this.#options
    await portalPoll().current(viewer.portalId)
    recheckRights(viewer, clock).catch((error) =>
      log().info(
        { err: describeError(error), portalId: viewer.portalId },
        'the rights of a viewer were not asked again',
      ),
    )
  }

  /** Rows changed, says a signal. */
  signal(): void {
    this.#isSignalled = true
    portalPoll().hurry()
  }

  /** Sends what is new. Without news, without a query. */
  async turn(): Promise<Turn> {
    const { portalId } = this.#options.viewer
    const reading = portalPoll().latest(portalId) ?? (await portalPoll().current(portalId))
    if (!reading.news || Date.now() - reading.atMs > maxNewsAgeMs) return 'over'
    const { news } = reading
    const marks = marksOf(this.#options.viewer)
    const nowMs = this.#options.clock().getTime()
    marks.heedStanding(news.status, nowMs)
    marks.settleDoubts(nowMs)
    this.#settleReturns()
    this.#resetWhenRightsChanged(news)
    const isDue = this.#isSignalled || this.#hasOpenQuestions || news.head > this.#readHead
    if (!isDue) {
      this.#tell(news, [])
      return { more: 'no', answered: null }
    }
    const read = await this.#read(news)
    // News may be older than rows, and whoever came back with the id of such a row would not hear what the news will tell.
    const wasReset = this.#resetWhenWatchesChanged(read.watchesRevision)
    this.#tell(news, wasReset ? changesAfter(read.watchesRevision, read.changes) : read.changes)
    return read
  }

  /** What comes of it shows in the version of the rights, with one of the next turns. */
  #settleReturns(): void {
    const { viewer, clock } = this.#options
    settleReturns(viewer, clock).catch((error) =>
      log().info({ err: describeError(error), portalId: viewer.portalId }, 'what may have come back was not asked for'),
    )
  }

  async #read(news: PortalNews): Promise<VisibleChanges> {
    const { viewer, entityTypeId, clock } = this.#options
    this.#isSignalled = false
    const read = await listVisibleChanges(viewer, this.#cursor, { entityTypeId, head: news.head, waitMs }, clock)
    this.#hasOpenQuestions = read.more !== 'no'
    if (news.head > this.#readHead) this.#readHead = news.head
    return read
  }

  #tell(news: PortalNews, changes: readonly VisibleChange[]): void {
    const { viewer, send, clock } = this.#options
    const upTo = resumeFrom(this.#cursor)
    let id = this.#told
    for (const change of changes) {
      // Cut after any of them, the reader comes back with an id that has nothing undecided or unsent before it.
      if (change.revision > id && change.revision <= upTo) id = change.revision
      send(encodeChange(change, id))
    }
    const marks = marksOf(viewer)
    const isAdmin = isAdminStill(viewer)
    const reader = { portalId: viewer.portalId, isAdmin }
    const told = toldRevision(reader, { told: id, upTo, changes, head: news.head }, clock().getTime())
    const maySee = (id: string, since: bigint) => marks.items.isVisibleNow(id, since, clock().getTime())
    const status = statusFor(news, { isAdmin, maySee })
    const text = JSON.stringify(status)
    if (told !== this.#told || text !== this.#lastStatus) send(encodeEvent('status', status, told))
    this.#told = told
    this.#lastStatus = text
  }

  /** What is on the screen no longer is what the viewer may see, although no item changed. */
  #resetWhenRightsChanged(news: PortalNews): void {
    const { version } = marksOf(this.#options.viewer)
    const isOld = news.head < this.#watchesRevision
    const isOther = this.#watches !== null && this.#watches !== news.watches
    const wasReset = this.#resetWhenWatchesChanged(news.watchesRevision)
    if (!wasReset && (isOther || version !== this.#rightsVersion)) this.#reset()
    if (!isOld) this.#watches = news.watches
    this.#rightsVersion = version
  }

  #resetWhenWatchesChanged(revision: bigint): boolean {
    if (revision <= this.#watchesRevision) return false
    this.#watchesRevision = revision
    this.#watches = null
    this.#reset()
    return true
  }

  #reset(): void {
    this.#cursor.doubtfulFrom = null
    this.#options.send(encodeEvent('reset', {}, this.#told))
  }
}

function encodeChange(change: VisibleChange, id: bigint): string {
  switch (change.kind) {
    case 'item':
      return encodeEvent('item', change.item, id)
    case 'removed':
      return encodeEvent('removed', change.removed, id)
    case 'reset':
      return encodeEvent('reset', {}, id)
  }
}
