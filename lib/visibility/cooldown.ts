const everyMs = 10 * 60_000

/** Something that has the CRM asked about much at once, and so is done once in ten minutes at most. */
export class Cooldown {
  #doneAtMs = Number.NEGATIVE_INFINITY
  #doneBeforeMs = Number.NEGATIVE_INFINITY

  isDue(nowMs: number): boolean {
    return nowMs - this.#doneAtMs >= everyMs
  }

  done(nowMs: number): void {
    this.#doneBeforeMs = this.#doneAtMs
    this.#doneAtMs = nowMs
  }

  /** The last time does not count: nothing came of it. */
  undo(): void {
    this.#doneAtMs = this.#doneBeforeMs
  }

  /** As if it had been done that much earlier. */
  age(ms: number): void {
    this.#doneAtMs -= ms
    this.#doneBeforeMs -= ms
  }
}
