import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import { Prisma } from '../db/generated/client.ts'
import type { FeedItem } from '../feed/feed-item.ts'
import type { FeedRow } from '../feed/feed-row.ts'
import type { Clock } from '../platform/clock.ts'
import { type ChangeCursor, lowWaterOf } from './change-cursor.ts'
import { marksOf } from './known-viewers.ts'
import { readFeedRows } from './read-feed-rows.ts'
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

const changesPerRead = 200
/** Beyond that many open questions nothing new is read. */
const maxUndecided = 500

/**
 * What changed after the cursor for this viewer, in the order of revisions; moves the cursor. A row that is not decided yet
 * holds up no other: it is read again until it is. `head` is what the feed's head was before.
 */
export async function listVisibleChanges(
  viewer: ViewerAccess,
  cursor: ChangeCursor,
  { entityTypeId, head, waitMs }: { entityTypeId: number | null; head: bigint; waitMs: number },
  clock: Clock,
): Promise<VisibleChanges> {
  const isFull = cursor.undecided.size >= maxUndecided
  const again = Prisma.sql`i.revision = any (${[...cursor.undecided]}::bigint[])`
  // The first half alone is what an index finds.
  const which = isFull
    ? again
    : Prisma.sql`i.revision > ${lowWaterOf(cursor)} and (i.revision > ${cursor.readTo} or ${again})`
  const ofType = entityTypeId === null ? Prisma.empty : Prisma.sql`and i.entity_type_id = ${BigInt(entityTypeId)}`
  const limit = cursor.undecided.size + (isFull ? 0 : changesPerRead)
  const read = await readFeedRows(viewer, {
    where: Prisma.sql`${which} ${ofType}`,
    orderBy: Prisma.sql`i.revision asc`,
    limit,
  })
  const { watchesRevision } = read
  const { hereSince } = cursor
  // Whoever was cut may have been shown by another process what lies before.
  const isNew = ({ position }: FeedRow) => hereSince !== null && position > hereSince
  const { verdicts, told, answered } = await visibleItems(viewer, read, { clock, waitMs, isNew })
  const changes: VisibleChange[] = []
  const undecided = new Set<bigint>()
  for (const [index, row] of read.rows.entries()) {
    const verdict = verdicts[index] ?? 'undecided'
    if (row.revision > cursor.readTo) cursor.readTo = row.revision
    if (verdict === 'undecided') undecided.add(row.revision)
    if (verdict === 'doubtful') recordDoubt(viewer, cursor, row.revision)
    const change = toChange(row, { verdict, told: told[index] ?? null }, cursor)
    // One reset says it all.
    if (change && (change.kind !== 'reset' || changes.every(({ kind }) => kind !== 'reset'))) changes.push(change)
  }
  cursor.undecided = undecided
  const isMore = isFull
    ? // Nothing new was read, and now there is room for it.
      undecided.size < maxUndecided
    : // Not by how many are new: what was undecided may have another revision by now, and leaves its place to them.
      read.rows.length === limit
  // Not every revision is a row's.
  if (!isFull && !isMore && head > cursor.readTo) cursor.readTo = head
  return { changes, more: isMore ? 'now' : undecided.size > 0 ? 'later' : 'no', answered, watchesRevision }
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

function toChange(
  { item, revision }: FeedRow,
  { verdict, told }: Decided,
  { withdrawn }: ChangeCursor,
): VisibleChange | null {
  switch (verdict) {
    case 'undecided':
    case 'hidden':
    case 'doubtful':
      return null
    case 'unknown':
      return { kind: 'reset', revision }
    case 'visible':
      if (told) {
        withdrawn.delete(item.id)
        return { kind: 'item', item: told, revision }
      }
  }
  if (withdrawn.has(item.id)) return null
  withdrawn.add(item.id)
  return { kind: 'removed', removed: { entityTypeId: item.entityTypeId, itemId: item.itemId }, revision }
}
