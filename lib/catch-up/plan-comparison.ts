import type { Walk, Walked } from '../bitrix24/item-walk.ts'
import { listPageSize } from '../bitrix24/list-rows.ts'
import { showsSame } from '../feed/item-columns.ts'
import type { StoredItem } from '../feed/plan-changes.ts'

/** A watch in the middle of a comparison, and how many rows of the feed are still to be compared. */
export type ComparedWatch = {
  readonly entityTypeId: number
  /** Compared up to this item. */
  readonly fromItemId: number
  /** The checkpoint, or the feed's last item where that is beyond it. */
  readonly throughItemId: number
  readonly rowsLeft: number
  /** The portal knows no such type any more. */
  readonly isGone: boolean
}

/** So many ids are passed over around an item that breaks every list it is in. */
const skippedIds = 64

/** Walks of the watches that fit into one batch, each with as many pages as it will probably need. */
export function planComparison(watches: readonly ComparedWatch[], room: number): Walk[] {
  const walks: Walk[] = []
  let left = room
  for (const { entityTypeId, fromItemId, throughItemId, rowsLeft, isGone } of watches) {
    if (isGone || left === 0) continue
    const pages = Math.min(left, 1 + Math.floor(rowsLeft / listPageSize))
    walks.push({ entityTypeId, afterItemId: fromItemId, throughItemId, pages })
    left -= pages
  }
  return walks
}

/** Up to which item a walk allows to compare; past an item that breaks its list, which would end every comparison there. */
export function comparedThrough(walk: Walk, { endItemId, declined }: Walked): number {
  if (declined?.kind !== 'other') return endItemId
  return Math.min(endItemId + skippedIds, walk.throughItemId ?? Number.POSITIVE_INFINITY)
}

type Bounds = {
  /** Up to here nothing enters the feed any more, and what is missing is no difference. */
  readonly floorItemId: number
  /** Beyond it a sweep finds what there is, and gives an item time for its event; only what is gone it does not see. */
  readonly checkpointItemId: number
}

/**
 * The items that the feed and the CRM disagree about, in the part of the list that was read whole: missing in the feed,
 * restored, deleted, or shown otherwise than they are now. Whoever asks the CRM for them by their ids learns the truth.
 */
export function findDifferences(
  { items, endItemId, unreadable }: Walked,
  stored: readonly StoredItem[],
  { floorItemId, checkpointItemId }: Bounds,
): number[] {
  const rows = new Map(stored.map((row) => [row.itemId, row]))
  const remote = new Set(items.map((item) => item.itemId))
  const differing = items.filter((item) => {
    if (item.itemId > checkpointItemId) return false
    const row = rows.get(item.itemId)
    return row ? row.removedAt !== null || !showsSame(row, item) : item.itemId > floorItemId
  })
  // A row that cannot be read may be any of those that seem to be missing.
  const gone = stored.filter(
    ({ itemId, removedAt }) => unreadable === 0 && removedAt === null && itemId <= endItemId && !remote.has(itemId),
  )
  return [...differing, ...gone].map(({ itemId }) => itemId).sort((a, b) => a - b)
}
