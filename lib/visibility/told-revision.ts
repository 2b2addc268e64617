import { type ChangeCursor, lowWaterOf } from './change-cursor.ts'
import type { VisibleChange } from './list-visible-changes.ts'
import { slowHead } from './slow-head.ts'

type Reader = { readonly portalId: string; readonly isAdmin: boolean }

/**
 * The revision up to which a reader may be told to come back with: everything before it has been decided, and `head`, which was
 * read with what is watched, has been reached. Rows may be newer than that. Whoever came back from them would not hear that
 * the watches changed in between, for that is what the revision is compared with.
 */
export function knownTo(cursor: ChangeCursor, head: bigint): bigint {
  return oldest(lowWaterOf(cursor), head)
}

/**
 * The revision that a reader is told to come back with. Changes that are hidden from the reader move it only with the slow
 * head, changes that are shown at once. Never behind `told`, what the reader was told before.
 */
export function toldRevision(
  { portalId, isAdmin }: Reader,
  {
    told,
    cursor,
    changes,
    head,
  }: { told: bigint; cursor: ChangeCursor; changes: readonly VisibleChange[]; head: bigint },
  nowMs: number,
): bigint {
  const known = knownTo(cursor, head)
  if (isAdmin) return newest(told, known)
  const slow = slowHead(portalId, head, nowMs)
  const shown = changes.map(({ revision }) => revision).filter((revision) => revision <= known)
  return newest(told, ...shown, oldest(slow, known))
}

const oldest = (one: bigint, other: bigint): bigint => (one < other ? one : other)

function newest(first: bigint, ...others: bigint[]): bigint {
  let most = first
  for (const other of others) if (other > most) most = other
  return most
}
