import { RequestQueue } from '#lib/bitrix24/request-queue.ts'
import type { RestLimit } from '#lib/bitrix24/rest-limit.ts'
import { TokenBucket } from '#lib/bitrix24/token-bucket.ts'

/** A portal's other apps keep two thirds of what it takes at once. */
const burstShare = 1 / 3
const pauseMs = 5_000

/** Lets requests through as the app's own queue does: so many a second as the portal's plan allows (limits.md). */
export class Pace {
  readonly #bucket: TokenBucket
  readonly #queue: RequestQueue

  constructor({ burst, perSecond }: RestLimit) {
    const bucket = new TokenBucket({ burst: Math.floor(burst * burstShare), perSecond })
    this.#bucket = bucket
    this.#queue = new RequestQueue({
      takeTokens: (wanted) => Promise.resolve(bucket.take(wanted)),
      returnTokens: (count) => bucket.putBack(count),
    })
  }

  take(): Promise<void> {
    return this.#queue.take(0)
  }

  /** The portal said "too many". */
  slowDown(): void {
    this.#queue.forget()
    this.#bucket.pause(pauseMs)
  }
}
