import type { Actor } from '../bitrix24/actor.ts'
import { itemKey } from '../bitrix24/item-ref.ts'
import type { RemoteItem } from '../bitrix24/remote-item.ts'
import { showsSame } from './item-columns.ts'

/** What the CRM said of one item: `remote` is null where it knows no such item. */
export type ConfirmedItem = {
  readonly entityTypeId: number
  readonly itemId: number
  readonly remote: RemoteItem | null
  readonly actor: Actor
  /** When its receipt was committed, or when catch-up found it. */
  readonly receivedAt: Date
  /** When it was last announced as new; null where it was not. */
  readonly addedAt: Date | null
  readonly source: 'EVENT' | 'CATCH_UP'
}

/** A row of the feed as it is stored. */
export type StoredItem = RemoteItem & {
  readonly entityTypeId: number
  readonly position: bigint
  readonly source: 'EVENT' | 'CATCH_UP'
  readonly actor: Actor
  readonly receivedAt: Date
  readonly removedAt: Date | null
}

/** NOT_WATCHED: the CRM has it, but it is older than the watch, or than items are kept. */
export type ItemOutcome = 'RECORDED' | 'DUPLICATE' | 'REMOVED' | 'NOT_FOUND' | 'NOT_WATCHED'

export type FeedChange = { readonly row: StoredItem; readonly revision: bigint }

type Input = {
  readonly confirmed: readonly ConfirmedItem[]
  readonly stored: ReadonlyMap<string, StoredItem>
  /** Per watched type the item after which its feed begins. Types that are not in here are not watched (any more). */
  readonly baselines: ReadonlyMap<number, number>
  readonly headRevision: bigint
  readonly now: Date
}

/**
 * Decides what changes in the feed, and gives each change the next revision. An item is new when it was created after
 * the baseline of its watch; one that is in the feed is refreshed, tombstoned, or comes back; the rest leaves no trace.
 * `known` are rows that stay as they are, and of which it is known up to a later moment.
 */
export function planChanges({ confirmed, stored, baselines, headRevision, now }: Input) {
  const changes: FeedChange[] = []
  const announcedAgain: string[] = []
  const known: StoredItem[] = []
  const outcomes = new Map<string, ItemOutcome>()
  let revision = headRevision
  for (const item of confirmed) {
    const key = itemKey(item)
    const before = stored.get(key)
    const after = next(item, before, baselines.get(item.entityTypeId), revision + 1n, now)
    outcomes.set(key, after.outcome)
    if (after.outcome === 'DUPLICATE' && before && isAnnouncedAgain(item, before)) announcedAgain.push(key)
    if (!after.row) {
      if (before && isKnownFurther(item, before)) known.push({ ...before, updatedAt: item.remote.updatedAt })
      continue
    }
    revision += 1n
    changes.push({ row: after.row, revision })
  }
  return { changes, known, outcomes, headRevision: revision, announcedAgain }
}

/** The item shows nothing new, but it was read later than before. */
function isKnownFurther(item: ConfirmedItem, before: StoredItem): item is ConfirmedItem & { remote: RemoteItem } {
  const { updatedAt } = item.remote ?? {}
  return updatedAt != null && updatedAt.getTime() !== before.updatedAt?.getTime()
}

function next(
  item: ConfirmedItem,
  before: StoredItem | undefined,
  baseline: number | undefined,
  revision: bigint,
  now: Date,
): { outcome: ItemOutcome; row: StoredItem | null } {
  const { remote } = item
  if (!remote) {
    if (!before || before.removedAt) return { outcome: before ? 'REMOVED' : 'NOT_FOUND', row: null }
    return { outcome: 'REMOVED', row: { ...before, removedAt: now } }
  }
  if (before) {
    // Only an add says whose doing the item is, and an update may overtake it.
    const actor = before.actor === 'unknown' ? item.actor : before.actor
    const row = { ...before, ...remote, actor, removedAt: null }
    return isSame(before, row) ? { outcome: 'DUPLICATE', row: null } : { outcome: 'RECORDED', row }
  }
  if (baseline === undefined || item.itemId <= baseline) return { outcome: 'NOT_WATCHED', row: null }
  const { entityTypeId, source, actor, receivedAt } = item
  return {
    outcome: 'RECORDED',
    row: { ...remote, entityTypeId, position: revision, source, actor, receivedAt, removedAt: null },
  }
}

/** Doubles of one event come together. */
const doubleWithinMs = 3_000

/**
 * Announced as new although it has been in the feed for some time. Mostly that is the same event once more, and changes nothing. But
 * perhaps it came back from the recycle bin (CORE fires the same event, and nothing in the item tells), and nobody had told that it
 * went: then whoever's rights were asked in between was told that there is no such item.
 */
function isAnnouncedAgain({ addedAt }: ConfirmedItem, before: StoredItem): boolean {
  return addedAt !== null && addedAt.getTime() - before.receivedAt.getTime() > doubleWithinMs
}

function isSame(left: StoredItem, right: StoredItem): boolean {
  return left.removedAt === right.removedAt && left.actor === right.actor && showsSame(left, right)
}
