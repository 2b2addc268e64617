import type { PresentItem } from './feed-item.ts'

/** From so many on a run is one line of the screen. */
export const minRun = 10
export const maxGapMs = 60_000

/**
 * Whether two neighbours were made in one go: of one type, by one creator, in the same way, within a minute of one another. What automation
 * makes at once is one storm whatever it is called; of what people make only what is called alike.
 */
export function belongTogether(upper: PresentItem, lower: PresentItem, gapMs = maxGapMs): boolean {
  return (
    upper.entityTypeId === lower.entityTypeId &&
    upper.createdBy?.id === lower.createdBy?.id &&
    upper.actor === lower.actor &&
    upper.source === lower.source &&
    upper.isHistory === lower.isHistory &&
    (upper.actor === 'automation' || hasSamePattern(upper.title, lower.title)) &&
    Math.abs(Date.parse(upper.createdAt) - Date.parse(lower.createdAt)) <= gapMs
  )
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code >= 48 && code <= 57
}

function afterNumber(text: string, from: number): number {
  let at = from
  while (isDigit(text, at)) at += 1
  return at
}

/** Whether two titles differ in nothing but numbers. Compared without copies: it is asked of 20,000 rows with each batch. */
export function hasSamePattern(left: string, right: string): boolean {
  let [l, r] = [0, 0]
  while (l < left.length && r < right.length) {
    if (isDigit(left, l) && isDigit(right, r)) {
      l = afterNumber(left, l)
      r = afterNumber(right, r)
    } else if (left[l] === right[r]) {
      l += 1
      r += 1
    } else return false
  }
  return l === left.length && r === right.length
}

/** What is sent at most, however long a run is. */
const maxRows = 2_000

/** Counts the lines of a page as the screen shows them: a run is one. So whoever reads a page gets past a storm with it. */
export class PageLines {
  #rows = 0
  #lines = 0
  #run = 0
  #last: PresentItem | null = null

  add(item: PresentItem): void {
    const goesOn = this.#last !== null && belongTogether(this.#last, item)
    this.#last = item
    this.#run = goesOn ? this.#run + 1 : 1
    this.#rows += 1
    if (this.#run < minRun) this.#lines += 1
    else if (this.#run === minRun) this.#lines -= minRun - 2
  }

  /** Within a run that is one line. */
  get isInRun(): boolean {
    return this.#run >= minRun
  }

  isFull(limit: number): boolean {
    return this.#lines >= limit || this.#rows >= maxRows
  }
}
