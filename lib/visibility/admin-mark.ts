const keptMs = 3 * 60_000
const storedAgainMs = 5 * 60_000

/** What the portal said last of whether a viewer is an admin. */
export class AdminMark {
  #isAdmin = false
  /** Null as long as nothing was heard. */
  #untilMs: number | null = null
  #stored: { readonly isAdmin: boolean; readonly atMs: number } | null = null

  /** Whether the portal said within three minutes that the viewer is an admin. */
  isKnown(nowMs: number): boolean {
    return this.#isAdmin && this.isDecided(nowMs)
  }

  /** Whether the portal said within three minutes whether the viewer is one. */
  isDecided(nowMs: number): boolean {
    return this.#untilMs !== null && this.#untilMs > nowMs
  }

  /** What was said last, however long ago; null as long as nothing was heard. */
  last(): { readonly isAdmin: boolean; readonly saidAt: Date } | null {
    return this.#untilMs === null ? null : { isAdmin: this.#isAdmin, saidAt: new Date(this.#untilMs - keptMs) }
  }

  /**
   * An admin as far as we have heard, whenever that was: enough to be told counts, never to be shown an item.
   * @param isAdmin what was heard of the viewer elsewhere.
   */
  isStill(isAdmin: boolean): boolean {
    return isAdmin && (this.#isAdmin || this.#untilMs === null)
  }

  /** @returns whether the portal said otherwise before. */
  decide(isAdmin: boolean, nowMs: number): boolean {
    const isOther = this.#untilMs !== null && this.#isAdmin !== isAdmin
    this.#isAdmin = isAdmin
    this.#untilMs = nowMs + keptMs
    return isOther
  }

  /**
   * The last answer counts as stored where it is worth a row of the database: as news, and that somebody is an admin once in five minutes.
   * @param isAdmin what the row says as far as nothing was stored from here.
   * @returns whether it is.
   */
  markStored(isAdmin: boolean, nowMs: number): boolean {
    const isOld = this.#isAdmin && this.#stored !== null && nowMs - this.#stored.atMs > storedAgainMs
    if ((this.#stored?.isAdmin ?? isAdmin) === this.#isAdmin && !isOld) return false
    this.#stored = { isAdmin: this.#isAdmin, atMs: nowMs }
    return true
  }

  /** As if it had been answered that much earlier. */
  age(ms: number): void {
    if (this.#untilMs !== null) this.#untilMs -= ms
  }
}
