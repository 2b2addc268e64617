import type { FeedRow } from '../feed/feed-row.ts'
import type { ReadRows } from './read-feed-rows.ts'

/** All rows of a portal that changed after `from`, up to `to`, in the order of revisions. */
export type ChangeWindow = ReadRows & {
  readonly from: bigint
  readonly to: bigint
  /** Nothing lay beyond it when it was read. */
  readonly isWhole: boolean
}

/** What an older reader asks for it reads for itself. */
const maxRows = 500

/** @param head what the feed's head was known to be before the rows were read: not every revision is a row's. */
export function windowOf(from: bigint, read: ReadRows, { limit, head }: { limit: number; head: bigint }): ChangeWindow {
  const isWhole = read.rows.length < limit
  const last = read.rows.at(-1)?.revision ?? from
  return { ...read, from, to: isWhole && head > last ? head : last, isWhole }
}

export function covers({ from, to }: ChangeWindow, revision: bigint): boolean {
  return from <= revision && revision <= to
}

/** What came after that revision, no more than `limit` rows of it. */
export function after(window: ChangeWindow, revision: bigint, limit: number): ChangeWindow {
  const newer = window.rows.filter((row) => row.revision > revision)
  if (newer.length <= limit) return { ...window, from: revision, rows: newer }
  const rows = newer.slice(0, limit)
  return { ...window, from: revision, to: rows.at(-1)?.revision ?? revision, isWhole: false, rows }
}

/** Both as one, where the second goes on from the first: an item is in its newest row only. */
export function join(first: ChangeWindow, second: ChangeWindow): ChangeWindow {
  const isOther = first.watchesRevision !== second.watchesRevision
  // Rows of types that were watched then, or for other people.
  if (isOther || !covers(first, second.from)) return second
  const moved = new Set(second.rows.map(({ item }) => item.id))
  const kept = first.rows.filter(({ item, revision }) => revision <= second.from && !moved.has(item.id))
  return { ...second, ...newest(first.from, [...kept, ...second.rows]) }
}

function newest(from: bigint, rows: readonly FeedRow[]): Pick<ChangeWindow, 'from' | 'rows'> {
  const left = rows.length - maxRows
  return left <= 0 ? { from, rows } : { from: rows[left - 1]?.revision ?? from, rows: rows.slice(left) }
}
