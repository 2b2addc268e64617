import type { FeedItem, Named } from '../feed/feed-item.ts'
import { belongTogether, maxGapMs, minRun } from '../feed/feed-run.ts'

/** A run of items that somebody made in one go, an import say; newest first. */
export type Fold = {
  readonly kind: 'fold'
  /** The oldest item's id, so that a fold stays itself while it grows at its top. */
  readonly key: string
  readonly entityTypeId: number
  readonly by: Named | null
  readonly count: number
  /** When the oldest and the newest of them were created. */
  readonly from: string
  readonly to: string
  readonly items: readonly FeedItem[]
}

/** One row of the screen: an item, or many behind one line. */
export type FeedEntry = { readonly kind: 'item'; readonly key: string; readonly item: FeedItem } | Fold

const usual = { minRun, maxGapMs }

/**
 * Folds runs of at least `minRun` neighbours that belong together, each created at most `maxGapMs` from the next.
 * Unfolded, the rows are the same in the same order. Whether two neighbours belong together depends on these two alone, so
 * rows that arrive at the top change no fold but the first one, which keeps its key.
 * @param items newest first, as the feed lists them.
 */
export function foldItems(items: readonly FeedItem[], rules = usual): FeedEntry[] {
  const entries: FeedEntry[] = []
  for (let start = 0; start < items.length; ) {
    const end = endOfRun(items, start, rules.maxGapMs)
    const run = items.slice(start, end)
    if (run.length >= rules.minRun) entries.push(fold(run))
    else for (const item of run) entries.push({ kind: 'item', key: item.id, item })
    start = end
  }
  return entries
}

/** Whether a fold is open. It is opened by the id of any of its items: its key changes when older items join it. */
export function isOpenFold({ items }: Fold, opened: ReadonlySet<string>): boolean {
  return opened.size > 0 && items.some((item) => opened.has(item.id))
}

function endOfRun(items: readonly FeedItem[], start: number, maxGapMs: number): number {
  let end = start + 1
  for (;;) {
    const [upper, lower] = [items[end - 1], items[end]]
    if (!upper || !lower || !belongTogether(upper, lower, maxGapMs)) return end
    end += 1
  }
}

function fold(items: readonly FeedItem[]): FeedEntry {
  const times = items.map((item) => item.createdAt).sort()
  const [oldest, from = '', to = ''] = [items.at(-1), times[0], times.at(-1)]
  return {
    kind: 'fold',
    key: oldest?.id ?? '',
    entityTypeId: oldest?.entityTypeId ?? 0,
    by: oldest?.createdBy ?? null,
    count: items.length,
    from,
    to,
    items,
  }
}
