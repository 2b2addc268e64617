import 'server-only'
import { setTimeout as wait } from 'node:timers/promises'
import { inPortal } from '../db/in-portal.ts'
import { type FeedPlace, historyBegin } from '../feed/feed-cursor.ts'
import type { FeedFilter } from '../feed/feed-filter.ts'
import type { FeedItem } from '../feed/feed-item.ts'
import type { FeedRow } from '../feed/feed-row.ts'
import type { FeedSelection } from '../feed/feed-rows.ts'
import { readSeen } from '../feed/read-seen.ts'
import type { Clock } from '../platform/clock.ts'
import { Refusal } from '../platform/refusal.ts'
import { admitsViewers } from '../portals/installation-status.ts'
import { askAnyway, isSearch } from './ask-anyway.ts'
import { askWhetherTold } from './ask-whether-told.ts'
import { readFeedRows } from './read-feed-rows.ts'
import { readFilter } from './read-filter.ts'
import { placeOf, selectNewest } from './select-newest.ts'
import type { ViewerAccess } from './viewer-marks.ts'
import { visibleItems } from './visible-items.ts'

/** Some hundred kilobytes, and one request to the CRM at most. */
const rowsPerRead = 1_000
const waitMs = 20_000
/** How often the CRM is asked again about rows of which it said nothing. */
const maxTries = 5
const betweenTriesMs = 2_000
/** A row that the CRM shows otherwise is read anew within a second. */
const staleTries = 4
const betweenStaleTriesMs = 400

/**
 * All items of a filter that this viewer may see, in the order of the feed, some hundreds at a time: each next ones are read when they
 * are asked for. What cannot be told whole is not told as if it were. A row that the CRM shows otherwise is waited for a moment and then
 * left out: nobody has a right to that state of it, and one that cannot be read anew for days must not cost every file
 * (docs/decisions/020-what-is-told-has-its-own-right.md).
 * @throws Refusal `unauthorized` when the portal does not take the viewer's token any more; `unavailable` when the CRM does
 *   not answer, or when a type is no longer followed and its rows are gone.
 */
export async function* walkVisibleItems(
  viewer: ViewerAccess,
  filter: FeedFilter,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): AsyncGenerator<readonly FeedItem[]> {
  const condition = await readFilter(viewer, filter, await readSeen(viewer.portalId, viewer.userId))
  if (!(await askWhetherTold(viewer, filter, clock))) return yield []
  const followed = await followedTypes(viewer.portalId)
  let before: FeedPlace | null = null
  let wasAsked = false
  for (;;) {
    const selection = selectNewest(condition, { portalId: viewer.portalId, before, limit: rowsPerRead })
    const decided = await decide(viewer, selection, { clock, signal, waitsForStale: !isSearch(filter) })
    const { read } = decided
    wasAsked ||= decided.wasAsked
    const next = nextPlace(before, read.rows)
    if (next === null) {
      if (isSearch(filter) && !wasAsked) await askAnyway(viewer, filter, clock)
      // Rows that were deleted meanwhile would end the list early and in silence.
      if (!followed.isSubsetOf(await followedTypes(viewer.portalId)))
        throw new Refusal('unavailable', 'feed_taken_away')
    }
    // Nothing but the other part of the feed comes next.
    if (next !== historyBegin || decided.items.length > 0) yield decided.items
    if (next === null) return
    before = next
  }
}

/** Where to read on: what came since its type was followed, then the history. */
function nextPlace(before: FeedPlace | null, rows: readonly FeedRow[]): FeedPlace | null {
  const last = rows.length < rowsPerRead ? undefined : rows.at(-1)
  if (last) return placeOf(last)
  return before?.part === 'history' ? null : historyBegin
}

/** The watches whose rows are kept: none once the app has been uninstalled, and another one once a type was made anew. */
function followedTypes(portalId: string): Promise<Set<string>> {
  return inPortal(portalId, async (tx) => {
    const installation = await tx.installation.findUnique({ where: { portalId }, select: { status: true } })
    if (!installation || !admitsViewers(installation.status)) return new Set()
    const watches = await tx.watch.findMany({ where: { portalId }, select: { entityTypeId: true, createdAt: true } })
    return new Set(watches.map(({ entityTypeId, createdAt }) => `${entityTypeId} ${createdAt.getTime()}`))
  })
}

type Deciding = {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Not where a search found it: how long it takes would tell which words an item had before. */
  readonly waitsForStale: boolean
}

/** Each try reads the rows anew: so one that was stale is decided once it is as the CRM shows it. */
async function decide(viewer: ViewerAccess, selection: FeedSelection, { clock, signal, waitsForStale }: Deciding) {
  let wasAsked = false
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted()
    const read = await readFeedRows(viewer, selection)
    const { verdicts, told, stale, answered, ...decided } = await visibleItems(viewer, read, { clock, waitMs })
    wasAsked ||= decided.wasAsked
    const isUndecided = answered !== null || verdicts.some((verdict, index) => verdict === 'undecided' && !stale[index])
    const isAwaited = waitsForStale && tries < staleTries && stale.includes(true)
    if (!isUndecided && !isAwaited) return { read, wasAsked, items: told.filter((item) => item !== null) }
    if (tries === maxTries) throw new Refusal('unavailable', 'visibility_undecided')
    await wait(isUndecided ? betweenTriesMs : betweenStaleTriesMs, null, { signal })
  }
}
