const STANDARD = { burst: 50, drainPerSecond: 2 }
const ENTERPRISE = { burst: 250, drainPerSecond: 5 }
const OPERATING_LIMIT_SECONDS = 480
const BUCKET_SECONDS = 60
const BUCKETS = 10

/** The portal's two limits (limits.md): requests per portal and source address, and operating time per method. */
export class RestLimits {
  #level = new Map<string, { drops: number; at: number }>()
  #operating = new Map<string, Map<number, number>>()
  #now: () => number
  #rate: typeof STANDARD

  constructor(now: () => number, license = 'en_std') {
    this.#now = now
    this.#rate = /_ent\d+$/.test(license) ? ENTERPRISE : STANDARD
  }

  /** A leaky bucket of 50 that drains 2 a second, for Enterprise 250 and 5; false means 503 QUERY_LIMIT_EXCEEDED. */
  takeRequest(source: string): boolean {
    const now = this.#now()
    const last = this.#level.get(source) ?? { drops: 0, at: now }
    const drops = Math.max(0, last.drops - ((now - last.at) / 1000) * this.#rate.drainPerSecond)
    const allowed = drops + 1 <= this.#rate.burst
    this.#level.set(source, { drops: allowed ? drops + 1 : drops, at: now })
    return allowed
  }

  /** Whether this method has used up its operating time of the last ten minutes: 429 OPERATION_TIME_LIMIT. */
  isBlocked(method: string): boolean {
    return this.operating(method).seconds >= OPERATING_LIMIT_SECONDS
  }

  addOperating(method: string, seconds: number): void {
    const buckets = this.#operating.get(method) ?? new Map<number, number>()
    const minute = Math.floor(this.#now() / 1000 / BUCKET_SECONDS)
    buckets.set(minute, (buckets.get(minute) ?? 0) + seconds)
    this.#operating.set(method, buckets)
  }

  /** Seconds used in ten one-minute buckets, and the unix second in which the oldest of them is forgotten. */
  operating(method: string): { seconds: number; resetAt: number } {
    const minute = Math.floor(this.#now() / 1000 / BUCKET_SECONDS)
    const buckets = this.#operating.get(method) ?? new Map<number, number>()
    for (const bucket of buckets.keys()) if (bucket <= minute - BUCKETS) buckets.delete(bucket)
    let seconds = 0
    for (const used of buckets.values()) seconds += used
    const oldest = buckets.size === 0 ? minute : Math.min(...buckets.keys())
    return { seconds: Math.round(seconds * 1e6) / 1e6, resetAt: (oldest + BUCKETS) * BUCKET_SECONDS }
  }
}
