import type { RecentMap } from '../platform/recent-map.ts'

/** Of all viewers of this process, some 230 bytes each: 115 MB. One viewer alone may have 20,000. */
const maxMarks = 500_000
/** Counting takes a moment, and so long the marks of a few answers may be too many. */
const countEveryMs = 1_000

type Counted = { readonly items: { readonly size: number }; readonly asking: unknown }

/** Forgets what is known of those viewers who have not been here for longest, once it is too much together. */
export class MarkBound {
  readonly #maxMarks: number
  #countedAtMs = Number.NEGATIVE_INFINITY

  constructor(max = maxMarks) {
    this.#maxMarks = max
  }

  /** @param viewers in the order of use. */
  keep(viewers: RecentMap<string, Counted>, nowMs: number): void {
    if (nowMs - this.#countedAtMs < countEveryMs) return
    this.#countedAtMs = nowMs
    let marks = 0
    for (const [, { items }] of viewers) marks += items.size
    for (const [key, { items, asking }] of [...viewers]) {
      if (marks <= this.#maxMarks) return
      if (items.size === 0 || asking !== null) continue
      viewers.delete(key)
      marks -= items.size
    }
  }
}
