/** Rows `start` up to, but not including, `end`. */
export type RowRange = { readonly start: number; readonly end: number }

/**
 * Where each row begins, in px, and, as the last number, where the list ends. A row that was never on the screen is taken to
 * be `estimatePx` high until it is measured.
 */
export function rowOffsets(
  keys: readonly string[],
  heights: ReadonlyMap<string, number>,
  estimatePx: number,
): Float64Array {
  const offsets = new Float64Array(keys.length + 1)
  let top = 0
  keys.forEach((key, index) => {
    offsets[index] = top
    top += heights.get(key) ?? estimatePx
  })
  offsets[keys.length] = top
  return offsets
}

/** The row that covers `y`; the first or last one where `y` lies outside; 0 in an empty list. */
export function rowAt(offsets: Float64Array, y: number): number {
  let low = 0
  let high = Math.max(0, offsets.length - 2)
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= y) low = middle
    else high = middle - 1
  }
  return low
}

/** The rows that touch the stretch from `top` to `bottom`. */
export function rowsBetween(offsets: Float64Array, top: number, bottom: number): RowRange {
  if (offsets.length < 2) return { start: 0, end: 0 }
  return { start: rowAt(offsets, top), end: rowAt(offsets, bottom) + 1 }
}

/** Finds a key near the place where it last was: what is inserted or removed moves rows by little. -1 when it is gone. */
export function findNear(keys: readonly string[], key: string, around: number): number {
  const furthest = Math.max(around, keys.length - around)
  for (let distance = 0; distance <= furthest; distance += 1) {
    if (keys[around + distance] === key) return around + distance
    if (keys[around - distance] === key) return around - distance
  }
  return -1
}
