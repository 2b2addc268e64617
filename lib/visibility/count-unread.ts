import 'server-only'
import { countNewer } from '../feed/count-newer.ts'
import { readSeen } from '../feed/read-seen.ts'
import { withRows } from '../feed/seen-change.ts'
import {
  isUnread,
  maxUnread,
  type SeenMarks,
  seenUpTo,
  type UnreadAnswer,
  type UnreadCount,
} from '../feed/seen-marks.ts'
import { readHead } from '../feed-head/read-head.ts'
import type { Clock } from '../platform/clock.ts'
import { readVisibleScope, type VisibleScope } from './read-visible-scope.ts'
import { shareReads } from './share-reads.ts'
import { slowHead } from './slow-head.ts'
import type { ViewerAccess } from './viewer-marks.ts'

/** Of one type as many as the first page of its feed decides. */
const atMost = { inAll: 1_000, ofType: 500 }

/**
 * Per followed type how many items the viewer may see and has not seen. Where the CRM's rights hold only what the CRM showed
 * counts, among the newest; whatever lies below is "there may be more", whether or not anything is there.
 */
export async function countUnread(viewer: ViewerAccess, clock: Clock): Promise<UnreadAnswer> {
  const seen = await readSeen(viewer.portalId, viewer.userId)
  const head = await readHead(viewer.portalId)
  const scope = await readVisibleScope(viewer, { entityTypeId: null, atMost }, clock)
  const newer = await shareReads(viewer, 'long', () => countNewer(viewer.portalId, scope.whole, seen, maxUnread + 1))
  const counts = [
    ...scope.whole.map((type) => capped(type, newer.get(type) ?? 0, false)),
    ...scope.closed.map((type) => countClosed(type, scope, seen)),
  ]
  return {
    counts: counts.toSorted((left, right) => left.entityTypeId - right.entityTypeId),
    seen: scope.seesAll
      ? seen
      : notBeyond(ofTypes(seen, scope), newestKnown(scope, slowHead(viewer.portalId, head, clock().getTime()))),
  }
}

function countClosed(type: number, { items, cutBelow, isUndecided }: VisibleScope, seen: SeenMarks): UnreadCount {
  const unread = items.filter((item) => item.entityTypeId === type && isUnread(item, seen))
  const isCut = BigInt(seenUpTo(seen, type)) < (cutBelow.get(type) ?? 0n)
  return capped(type, unread.length, isCut || isUndecided)
}

function capped(entityTypeId: number, count: number, mayBeMore: boolean): UnreadCount {
  return { entityTypeId, count: Math.min(count, maxUnread), isCapped: mayBeMore || count > maxUnread }
}

/** What this viewer may know of how far the feed has come: the slow head, and what was shown. */
function newestKnown({ items }: VisibleScope, slow: bigint): bigint {
  const shown = BigInt(items[0]?.position ?? '0')
  return shown > slow ? shown : slow
}

/** A mark of a type that the viewer may not hear of any more is kept and not told. */
function ofTypes({ byType, ...marks }: SeenMarks, { whole, closed }: VisibleScope): SeenMarks {
  const told = new Set([...whole, ...closed].map(String))
  return { ...marks, byType: Object.fromEntries(Object.entries(byType).filter(([type]) => told.has(type))) }
}

/** Marks are kept up to the exact head of the feed, which only those may learn who see every change. */
function notBeyond({ all, byType, seenRows = [], unreadRows = [] }: SeenMarks, limit: bigint): SeenMarks {
  const cut = (position: string) => String(BigInt(position) > limit ? limit : position)
  const known = (rows: readonly string[]) => rows.filter((position) => BigInt(position) <= limit)
  const cutByType = Object.fromEntries(Object.entries(byType).map(([type, upTo]) => [type, cut(upTo)]))
  return withRows({ all: cut(all), byType: cutByType }, known(seenRows), known(unreadRows))
}
