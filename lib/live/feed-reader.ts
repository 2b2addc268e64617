import 'server-only'
import type { Clock } from '../platform/clock.ts'
import { describeError, log } from '../platform/log.ts'
import { observe } from '../platform/metrics.ts'
import { isRevoked } from '../sessions/is-revoked.ts'
import { type ChangeCursor, resumeFrom, startAt } from '../visibility/change-cursor.ts'
import { recordChange } from '../visibility/known-changes.ts'
import { isAdminStill, marksOf } from '../visibility/known-viewers.ts'
import {
  changesAfter,
  listVisibleChanges,
  type VisibleChange,
  type VisibleChanges,
} from '../visibility/list-visible-changes.ts'
import { recheckReturns } from '../visibility/recheck-returns.ts'
import { recheckRights } from '../visibility/recheck-rights.ts'
import { slowHead } from '../visibility/slow-head.ts'
import { toldRevision } from '../visibility/told-revision.ts'
import type { ViewerAccess } from '../visibility/viewer-marks.ts'
import { type PageView, seeNews, seeRows } from './page-view.ts'
import type { PortalNews } from './portal-news.ts'
import { portalPoll } from './portal-poll.ts'
import { begin, end, seeHead, signal, unread } from './reader-state.ts'
import { shareStatus } from './share-status.ts'
import { encodeEvent, encodeOnce } from './sse.ts'

type Options = {
  readonly viewer: ViewerAccess
  readonly since: bigint | null
  readonly head: bigint
  /** Whether the head is no older than this stream. */
  readonly isExact?: boolean
  readonly entityTypeId: number | null
  /** When the viewer's session was sealed. */
  readonly issuedAt: Date
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
  #reading = unread
  #view: PageView
  #lastStatus = ''
  /** Since when there is something that may be told. */
  #committedAtMs: number | null = null
  readonly #openedAtMs = portalPoll().nowMs

  constructor(options: Options) {
    const { viewer, since, head, isExact = true, clock } = options
    this.#options = options
    // Who claims to be beyond the head comes from another feed (a restored database, say).
    const isOwn = since !== null && since <= head
    this.#cursor = startAt(isOwn ? since : head, isExact ? head : null)
    // What others have heard of meanwhile may be beyond the head that this reader begins at, and so not read yet.
    const slow = slowHead(viewer.portalId, head, clock().getTime())
    const start = isAdminStill(viewer) || slow > head ? head : slow
    this.#told = isOwn ? since : start
    this.#view = { watchesRevision: isOwn ? since : head, watches: null, rightsVersion: marksOf(viewer).version }
    if (since !== null && !isOwn) this.#reset()
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
  signal(committedAtMs: number | null = null): void {
    this.#committedAtMs ??= committedAtMs
    this.#reading = signal(this.#reading)
    recordChange(this.#options.viewer.portalId)
    portalPoll().hurry(this.#options.viewer.portalId)
  }

  /** Sends what is new. Without news, without a query. */
  async turn(): Promise<Turn> {
    const {
      viewer: { portalId },
      issuedAt,
    } = this.#options
    const reading = portalPoll().latest(portalId) ?? (await portalPoll().current(portalId))
    if (!reading.news || portalPoll().ageMs(reading) > maxNewsAgeMs) return 'over'
    const { news } = reading
    if (isRevoked(issuedAt, news.sessionsSince)) return 'over'
    // Before, it may have come between the page and this stream.
    if (reading.begunAtMs >= this.#openedAtMs) this.#cursor.hereSince ??= news.head
    this.#apply(news)
    if (this.#reading.kind === 'current') {
      this.#tell(news, [])
      return { more: 'no', answered: null }
    }
    const read = await this.#read(news)
    // News may be older than rows, and whoever came back with the id of such a row would not hear what the news will tell.
    const wasReset = this.#see(seeRows(this.#view, read.watchesRevision))
    this.#tell(news, wasReset ? changesAfter(read.watchesRevision, read.changes) : read.changes)
    this.#countLag(read)
    return read
  }

  /** What is on the page may not be what the viewer may see any more, although no item changed. */
  #apply(news: PortalNews): void {
    const { viewer, clock } = this.#options
    const marks = marksOf(viewer)
    const nowMs = clock().getTime()
    marks.applyStanding(news.status, nowMs)
    marks.expireDoubts(nowMs)
    // What comes of it shows in the version of the rights, with one of the next turns.
    recheckReturns(viewer, clock).catch((error) =>
      log().info({ err: describeError(error), portalId: viewer.portalId }, 'what may have come back was not asked for'),
    )
    this.#see(seeNews(this.#view, news, marks.version))
    this.#reading = seeHead(this.#reading, news.head)
  }

  /** What is not told yet waits for the CRM's word on this viewer; what is not told by then is nothing to this viewer. */
  #countLag({ changes, more }: VisibleChanges): void {
    if (this.#committedAtMs === null) return
    const lagMs = this.#options.clock().getTime() - this.#committedAtMs
    if (changes.length > 0) observe('spf_stream_lag_seconds', {}, lagMs / 1_000)
    if (changes.length > 0 || more === 'no') this.#committedAtMs = null
  }

  async #read(news: PortalNews): Promise<VisibleChanges> {
    const { viewer, entityTypeId, clock } = this.#options
    this.#reading = begin(this.#reading)
    const read = await listVisibleChanges(viewer, this.#cursor, { entityTypeId, head: news.head, waitMs }, clock)
    this.#reading = end(this.#reading, news.head, read.more !== 'no')
    return read
  }

  /**
   * One batch, which ends with one cursor: nothing undecided or unsent lies before it. Whoever is cut in the middle comes back with the
   * one before, and gets the batch again. Where nothing changed that the viewer may see, the status carries it.
   */
  #tell(news: PortalNews, changes: readonly VisibleChange[]): void {
    const { viewer, send, clock } = this.#options
    const isAdmin = isAdminStill(viewer)
    const upTo = resumeFrom(this.#cursor)
    const nowMs = clock().getTime()
    const reader = { portalId: viewer.portalId, isAdmin }
    const told = toldRevision(reader, { told: this.#told, upTo, changes, head: news.head }, nowMs)
    const last = changes.at(-1)
    if (last) send(changes.map((change) => encodeChange(change, change === last ? told : undefined)).join(''))
    const maySee = (id: string, since: bigint) => marksOf(viewer).items.isVisibleNow(id, since, nowMs)
    const status = shareStatus(news, { isAdmin, maySee })
    const text = encodeOnce(status)
    const isUntold = last === undefined && told !== this.#told
    if (isUntold || text !== this.#lastStatus) send(encodeEvent('status', status, last ? undefined : told))
    this.#told = told
    this.#lastStatus = text
  }

  /** @returns whether the page was told to read anew. */
  #see({ view, isOutdated }: ReturnType<typeof seeNews>): boolean {
    this.#view = view
    if (isOutdated) this.#reset()
    return isOutdated
  }

  #reset(): void {
    this.#cursor.doubtfulFrom = null
    this.#options.send(encodeEvent('reset', {}, this.#told))
  }
}

function encodeChange(change: VisibleChange, id: bigint | undefined): string {
  switch (change.kind) {
    case 'item':
      return encodeEvent('item', change.item, id)
    case 'removed':
      return encodeEvent('removed', change.removed, id)
    case 'reset':
      return encodeEvent('reset', {}, id)
  }
}
