import { after, type ChangeWindow, covers, join, windowOf } from './change-window.ts'
import type { ReadRows } from './read-feed-rows.ts'

/** Reads what changed after that revision, in the order of revisions: for all, or within the share of the viewer who alone wants it. */
type Read = (from: bigint, limit: number, alone: number | null) => Promise<ReadRows>
type Reading = { readonly signals: number; readonly head: bigint; readonly window: Promise<ChangeWindow> }

export const changesPerRead = 200

/**
 * The newest changes of one portal, read once for all who follow them. What rows there are, and for whom, is a matter of the head alone,
 * so what reaches up to a head is as good as what is read now; a signal says that there is more, before anybody has heard of a head.
 */
export class PortalChanges {
  readonly #read: Read
  #window: ChangeWindow | null = null
  #signals = 0
  /** When the window was read, counted in signals. */
  #readAt = 0
  /** Under way, by where they begin. */
  readonly #readings = new Map<string, Reading>()

  constructor(read: Read) {
    this.#read = read
  }

  /** How many rows are kept. */
  get size(): number {
    return this.#window?.rows.length ?? 0
  }

  /** Rows changed, says a signal. */
  signal(): void {
    this.#signals += 1
  }

  /**
   * What changed after that revision, as of now or later. `head` is what the feed's head was before. Who comes from far behind what all
   * have read waits in a line of one's own.
   */
  async after(revision: bigint, head: bigint, userId: number): Promise<ChangeWindow> {
    const known = this.#window
    const isKnown = known !== null && covers(known, revision)
    if (isKnown && known.isWhole && known.to >= head && this.#readAt === this.#signals)
      return after(known, revision, changesPerRead)
    const read = await this.#share(isKnown ? known.to : revision, head, isKnown || known === null ? null : userId)
    const window = [this.#window, read].find((known) => known !== null && covers(known, revision))
    // Meanwhile other types are watched, and what was known of the rows before is forgotten.
    return window ? after(window, revision, changesPerRead) : this.after(revision, head, userId)
  }

  /** A reading that began after the last signal and knows of that head serves whoever comes. */
  #share(from: bigint, head: bigint, alone: number | null): Promise<ChangeWindow> {
    const key = `${from} ${alone}`
    const under = this.#readings.get(key)
    if (under && under.signals === this.#signals && under.head >= head) return under.window
    const reading: Reading = { signals: this.#signals, head, window: this.#readAfter(from, head, this.#signals, alone) }
    this.#readings.set(key, reading)
    const end = () => {
      if (this.#readings.get(key) === reading) this.#readings.delete(key)
    }
    reading.window.then(end, end)
    return reading.window
  }

  async #readAfter(from: bigint, head: bigint, signals: number, alone: number | null): Promise<ChangeWindow> {
    const read = windowOf(from, await this.#read(from, changesPerRead, alone), { limit: changesPerRead, head })
    const before = this.#window
    // Who comes from far behind reads alone until the end is in sight.
    if (before ? read.to < before.to : !read.isWhole) return read
    this.#window = before ? join(before, read) : read
    this.#readAt = signals
    return read
  }
}
