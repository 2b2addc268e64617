import type { ItemNow } from '#lib/actions/action.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { isAfter } from '#lib/feed/seen-marks.ts'

/** What an action makes of an item, before the feed says so. */
export type ItemChange = Partial<ItemNow>

/** `doneAtMs` is null while the action is under way. */
export type Overlay = {
  readonly id: string
  readonly change: ItemChange
  /** The revision that the viewer acted on. */
  readonly baseRevision: string
  readonly doneAtMs: number | null
}

/** What was read before the action may still arrive after it: so long a newer revision that says otherwise is not believed. */
export const graceMs = 5_000

function isAsChanged(item: FeedItem, { assignedTo, stage }: ItemChange): boolean {
  const isTaken = assignedTo === undefined || item.assignedTo?.id === assignedTo?.id
  return isTaken && (stage === undefined || item.stage?.id === stage?.id)
}

/** The feed has caught up with it, or knows better by now. */
export function isSpent(item: FeedItem, { change, baseRevision, doneAtMs }: Overlay, nowMs: number): boolean {
  if (doneAtMs === null || !isAfter(item.revision, baseRevision)) return false
  return isAsChanged(item, change) || nowMs - doneAtMs >= graceMs
}

/** What is still to be shown; the same list where that is all of it. */
export function unspent(item: FeedItem, overlays: readonly Overlay[], nowMs: number): readonly Overlay[] {
  const left = overlays.filter((overlay) => !isSpent(item, overlay, nowMs))
  return left.length === overlays.length ? overlays : left
}

/** The item as its viewer should see it: as the feed has it, with what the viewer did on top. */
export function showItem(item: FeedItem, overlays: readonly Overlay[], nowMs: number): FeedItem {
  let shown = item
  for (const { change } of unspent(item, overlays, nowMs)) shown = { ...shown, ...change }
  return shown
}
