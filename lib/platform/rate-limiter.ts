type Counted = { tokens: number; atMs: number }

const maxKeys = 20_000

/** A bucket per key that refuses instead of waiting: `burst` at once, `perSecond` in the long run. Bounded in memory. */
export class RateLimiter {
  readonly #burst: number
  readonly #perSecond: number
  readonly #buckets = new Map<string, Counted>()

  constructor(limit: { burst: number; perSecond: number }) {
    this.#burst = limit.burst
    this.#perSecond = limit.perSecond
  }

  /** Whether one more is within the limit, and counts it if so. */
  take(key: string, nowMs: number): boolean {
    const before = this.#buckets.get(key) ?? { tokens: this.#burst, atMs: nowMs }
    const refilled = Math.min(this.#burst, before.tokens + ((nowMs - before.atMs) / 1_000) * this.#perSecond)
    // Kept in the order of use, so that the one dropped is the one longest unused.
    this.#buckets.delete(key)
    if (this.#buckets.size >= maxKeys) {
      const [oldest] = this.#buckets.keys()
      if (oldest !== undefined) this.#buckets.delete(oldest)
    }
    const taken = refilled >= 1
    this.#buckets.set(key, { tokens: taken ? refilled - 1 : refilled, atMs: nowMs })
    return taken
  }
}
