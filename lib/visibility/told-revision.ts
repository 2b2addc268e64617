import { type ChangeCursor, lowWaterOf } from './change-cursor.ts'
import type { VisibleChange } from './list-visible-changes.ts'
import { slowHead } from './slow-head.ts'

type Reader = { readonly portalId: string; readonly isAdmin: boolean }

/**
 * The revision that a reader is told to come back with: the low-water mark. Changes that are hidden from the reader move it
 * only with the slow head, changes that are shown at once. Never behind `told`, what the reader was told before.
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
  const lowWater = lowWaterOf(cursor)
  if (isAdmin) return newest(told, lowWater)
  const slow = slowHead(portalId, head, nowMs)
  const shown = changes.map(({ revision }) => revision).filter((revision) => revision <= lowWater)
  return newest(told, ...shown, ...(slow < lowWater ? [slow] : [lowWater]))
}

function newest(first: bigint, ...others: bigint[]): bigint {
  let most = first
  for (const other of others) if (other > most) most = other
  return most
}
