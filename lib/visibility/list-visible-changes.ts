import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { Prisma } from '../db/generated/client.ts'
import type { FeedItem } from '../feed/feed-item.ts'
import type { FeedRow } from '../feed/feed-row.ts'
import type { Clock } from '../platform/clock.ts'
import { type ChangeCursor, recordWithdrawn } from './change-cursor.ts'
import type { ChangeWindow } from './change-window.ts'
import { readChanges } from './known-changes.ts'
import { marksOf } from './known-viewers.ts'
import { type ReadRows, readFeedRows } from './read-feed-rows.ts'
import type { ViewerAccess } from './viewer-marks.ts'
import { type Sighting, visibleItems } from './visible-items.ts'

export type VisibleChange = { readonly revision: bigint } & (
  | { readonly kind: 'item'; readonly item: FeedItem }
  | { readonly kind: 'removed'; readonly removed: ItemRef }
  | { readonly kind: 'reset' }
)

export type VisibleChanges = {
  readonly changes: VisibleChange[]
  /** More rows wait, or the CRM has yet to say of some whether the viewer may see them. */
  readonly more: 'no' | 'now' | 'later'
  /** Resolves when the CRM has answered, where it is being asked. */
  readonly answered: Promise<void> | null
  /** No older than the changes: the revision at which it was last changed which types are watched and for whom. */
  readonly watchesRevision: bigint
}

/** Beyond that many open questions nothing new is read. */
const maxUndecided = 500

type Wanted = { readonly entityTypeId: number | null; readonly head: bigint }

/**
 * What changed after the cursor for this viewer, in the order of revisions; moves the cursor. A row that is not decided yet
 * holds up no other: it is read again until it is. `head` is what the feed's head was before.
 */
export async function listVisibleChanges(
  viewer: ViewerAccess,
  cursor: ChangeCursor,
  { entityTypeId, head, waitMs }: Wanted & { waitMs: number },
  clock: Clock,
): Promise<VisibleChanges> {
  const { fresh, ...read } = await readRows(viewer, cursor, { entityTypeId, head })
  const { hereSince } = cursor
  // Whoever was cut may have been shown by another process what lies before.
  const isNew = ({ position }: FeedRow) => hereSince !== null && position > hereSince
  const { verdicts, told, answered } = await visibleItems(viewer, read, { clock, waitMs, isNew })
  const changes: VisibleChange[] = []
  const undecided = new Set<bigint>()
  for (const [index, row] of read.rows.entries()) {
    const verdict = verdicts[index] ?? 'undecided'
    if (verdict === 'undecided') undecided.add(row.revision)
    if (verdict === 'doubtful') recordDoubt(viewer, cursor, row.revision)
    const change = toChange(row, { verdict, told: told[index] ?? null }, cursor)
    // One reset says it all.
    if (change && (change.kind !== 'reset' || changes.every(({ kind }) => kind !== 'reset'))) changes.push(change)
  }
  cursor.undecided = undecided
  if (fresh && fresh.to > cursor.readTo) cursor.readTo = fresh.to
  // Where nothing new was read, there is room for it now.
  const isMore = fresh ? !fresh.isWhole : undecided.size < maxUndecided
  const more = isMore ? 'now' : undecided.size > 0 ? 'later' : 'no'
  return { changes, more, answered, watchesRevision: read.watchesRevision }
}

/**
 * What is undecided is read by each viewer anew: a row that the CRM shows otherwise may have been read again, under the same revision.
 * What is new is read once for all.
 */
async function readRows(
  viewer: ViewerAccess,
  { undecided, readTo }: ChangeCursor,
  { entityTypeId, head }: Wanted,
): Promise<ReadRows & { readonly fresh: ChangeWindow | null }> {
  const isWanted = ({ item }: FeedRow) => entityTypeId === null || item.entityTypeId === entityTypeId
  const again =
    undecided.size === 0
      ? null
      : await readFeedRows(viewer, {
          where: Prisma.sql`i.revision = any (${[...undecided]}::bigint[])`,
          orderBy: Prisma.sql`i.revision asc`,
          limit: undecided.size,
        })
  const fresh = again && undecided.size >= maxUndecided ? null : await readChanges(viewer, readTo, head)
  const both = [again, fresh].filter((read) => read !== null)
  // How types are watched follows from that revision, and may be no older than any row.
  const last = both.reduce((one, other) => (other.watchesRevision > one.watchesRevision ? other : one))
  return { ...last, rows: both.flatMap(({ rows }) => rows.filter(isWanted)), fresh }
}

function recordDoubt(viewer: ViewerAccess, cursor: ChangeCursor, revision: bigint): void {
  marksOf(viewer).doubts.open()
  if (cursor.doubtfulFrom === null || revision < cursor.doubtfulFrom) cursor.doubtfulFrom = revision
}

/**
 * What is told beside "read anew" when other types are watched since that revision: what is older is on the page that is read then,
 * unless it was read while its type was still watched, and would be put back on it.
 */
export function changesAfter(watchesRevision: bigint, changes: readonly VisibleChange[]): VisibleChange[] {
  return changes.filter(({ revision }) => revision > watchesRevision)
}

type Decided = { readonly verdict: Sighting; readonly told: FeedItem | null }

function toChange({ item, revision }: FeedRow, { verdict, told }: Decided, cursor: ChangeCursor): VisibleChange | null {
  switch (verdict) {
    case 'undecided':
    case 'hidden':
    case 'doubtful':
      return null
    case 'unknown':
      return { kind: 'reset', revision }
    case 'visible':
      if (told) {
        cursor.withdrawn.delete(item.id)
        return { kind: 'item', item: told, revision }
      }
  }
  if (cursor.withdrawn.has(item.id)) return null
  recordWithdrawn(cursor, item.id)
  return { kind: 'removed', removed: { entityTypeId: item.entityTypeId, itemId: item.itemId }, revision }
}
