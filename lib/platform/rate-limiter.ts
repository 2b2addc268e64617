import { type RecentMap, recentMap } from './recent-map.ts'

type Counted = { tokens: number; atMs: number }

type Limit = { readonly burst: number; readonly perSecond: number; readonly maxKeys?: number }

const usualMaxKeys = 20_000

/** A bucket per key that refuses instead of waiting: `burst` at once, `perSecond` in the long run. Bounded in memory. */
export class RateLimiter {
  readonly #burst: number
  readonly #perSecond: number
  readonly #buckets: RecentMap<string, Counted>

  constructor({ burst, perSecond, maxKeys = usualMaxKeys }: Limit) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#buckets = recentMap(maxKeys)
  }

  /** Whether one more is within the limit, and counts it if so. */
  take(key: string, nowMs: number): boolean {
    return this.reserve(key, nowMs, 0) === 0
  }

  /** Counts one more, and tells after how long it is within the limit; null, and nothing is counted, where that is beyond `withinMs`. */
  reserve(key: string, nowMs: number, withinMs: number): number | null {
    const tokens = this.available(key, nowMs)
    const afterMs = this.#untilMs(tokens)
    const isTaken = afterMs <= withinMs
    this.#buckets.set(key, { tokens: isTaken ? tokens - 1 : tokens, atMs: nowMs })
    return isTaken ? afterMs : null
  }

  /** What was counted turned out not to be one. */
  giveBack(key: string): void {
    const bucket = this.#buckets.peek(key)
    if (bucket) bucket.tokens = Math.min(this.#burst, bucket.tokens + 1)
  }

  /** How many more are within the limit now; below zero where some have been told to wait. */
  available(key: string, nowMs: number): number {
    const before = this.#buckets.peek(key)
    if (!before) return this.#burst
    return Math.min(this.#burst, before.tokens + ((nowMs - before.atMs) / 1_000) * this.#perSecond)
  }

  /** After how long one more is within the limit. */
  waitMs(key: string, nowMs: number): number {
    return this.#untilMs(this.available(key, nowMs))
  }

  #untilMs(tokens: number): number {
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / this.#perSecond) * 1_000)
  }
}
