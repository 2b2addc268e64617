import { findNear, type RowRange } from './row-window.ts'

/** A row on the screen and how far below the screen's upper edge it began, in px (negative when it was cut off). */
type Held = { readonly key: string; readonly index: number; readonly belowTop: number }

/** The rows that the reader had before the eyes, from the top down. */
export type RowAnchor = readonly Held[]

export function holdRows(
  keys: readonly string[],
  offsets: Float64Array,
  scrollTop: number,
  { start, end }: RowRange,
): RowAnchor {
  return keys.slice(start, end).map((key, nth) => {
    const index = start + nth
    return { key, index, belowTop: (offsets[index] ?? 0) - scrollTop }
  })
}

/** Where the list must be scrolled to, so that the first of the held rows that is still there has not moved; null for nowhere. */
export function heldScrollTop(anchor: RowAnchor, keys: readonly string[], offsets: Float64Array): number | null {
  for (const { key, index, belowTop } of anchor) {
    const now = findNear(keys, key, index)
    if (now !== -1) return (offsets[now] ?? 0) - belowTop
  }
  return null
}
