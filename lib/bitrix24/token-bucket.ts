import type { RestLimit } from './rest-limit.ts'

/** How many requests wait. `background` leaves the reserve to the others. */
export type Wanted = { readonly urgent: number; readonly background: number }

/** What a bucket gives, and what it has left. */
export type Grant = {
  readonly granted: number
  readonly left: number
  readonly perSecond: number
  /** Background work gets what is above this only, so that a person never finds the bucket empty because of it. */
  readonly reserve: number
  /** For how long the portal is not to be asked at all. */
  readonly pausedMs: number
}

export const reserveShare = 0.2

/** Bitrix24's rate limit as one process counts it alone: a bucket of `burst` requests that refills by `perSecond`. */
export class TokenBucket {
  readonly #limit: RestLimit
  readonly #nowMs: () => number
  #tokens: number
  #countedAtMs: number

  constructor(limit: RestLimit, nowMs: () => number = Date.now) {
    this.#limit = limit
    this.#nowMs = nowMs
    this.#tokens = limit.burst
    this.#countedAtMs = nowMs()
  }

  take({ urgent, background }: Wanted): Grant {
    const { burst, perSecond } = this.#limit
    const nowMs = this.#nowMs()
    const pausedMs = Math.max(0, this.#countedAtMs - nowMs)
    const reserve = burst * reserveShare
    if (pausedMs > 0) return { granted: 0, left: this.#tokens, perSecond, reserve, pausedMs }
    const tokens = Math.min(burst, this.#tokens + ((nowMs - this.#countedAtMs) / 1000) * perSecond)
    const first = Math.min(urgent, Math.floor(tokens))
    const granted = first + Math.min(background, Math.max(0, Math.floor(tokens - first - reserve)))
    this.#tokens = tokens - granted
    this.#countedAtMs = nowMs
    return { granted, left: this.#tokens, perSecond, reserve, pausedMs: 0 }
  }

  /** What was taken and not used; after a refusal nothing comes back. */
  putBack(count: number): void {
    if (this.#countedAtMs <= this.#nowMs()) this.#tokens = Math.min(this.#limit.burst, this.#tokens + count)
  }

  /** Nothing for `pauseMs`, then one at a time. */
  pause(pauseMs: number): void {
    this.#tokens = 1
    this.#countedAtMs = this.#nowMs() + pauseMs
  }
}
