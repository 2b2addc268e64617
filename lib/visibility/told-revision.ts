import type { VisibleChange } from './list-visible-changes.ts'
import { slowHead } from './slow-head.ts'

type Reader = { readonly portalId: string; readonly isAdmin: boolean }

/**
 * The revision that a reader is told to come back with: `upTo`, before which nothing is missing. Changes that are hidden from the
 * reader move it only with the slow head, changes that are shown at once. Never behind `told`, what the reader was told before.
 */
export function toldRevision(
  { portalId, isAdmin }: Reader,
  { told, upTo, changes, head }: { told: bigint; upTo: bigint; changes: readonly VisibleChange[]; head: bigint },
  nowMs: number,
): bigint {
  if (isAdmin) return newest(told, upTo)
  const slow = slowHead(portalId, head, nowMs)
  const shown = changes.map(({ revision }) => revision).filter((revision) => revision <= upTo)
  return newest(told, ...shown, ...(slow < upTo ? [slow] : [upTo]))
}

function newest(first: bigint, ...others: bigint[]): bigint {
  let most = first
  for (const other of others) if (other > most) most = other
  return most
}
