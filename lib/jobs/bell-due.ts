import 'server-only'
import { listPortalsToRing } from '../notify/list-portals-to-ring.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'

/** What no signal told, as one may be lost, is found within that time. */
const lookAtAllMs = 5 * 60_000

/**
 * Where bells are to be rung: a look asks about the portals whose feed has moved on since the last one. Which of all portals anybody wants
 * the bell in costs what there are of those.
 */
export class BellDue {
  readonly #clock: Clock
  #moved = new Set<string>()
  /** When all portals are asked about again. */
  #allAtMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The feed of this portal has moved on. */
  recordNews(portalId: string): void {
    this.#moved.add(portalId)
  }

  /** Signals may have been lost. */
  recordLoss(): void {
    this.#allAtMs = 0
  }

  async list(now: Date): Promise<string[]> {
    const moved = this.#moved
    this.#moved = new Set()
    const isForAll = this.#clock().getTime() >= this.#allAtMs
    this.#allAtMs = isForAll ? this.#clock().getTime() + lookAtAllMs : this.#allAtMs
    try {
      const found = await listPortalsToRing(now, isForAll ? null : [...moved])
      // Until it is seen to be done: one whose bells are being rung is not queued once more.
      for (const portalId of found) this.#moved.add(portalId)
      return found
    } catch (error) {
      this.recordLoss()
      throw error
    }
  }
}

export function bellDue(): BellDue {
  return once('bell-due', () => new BellDue(systemClock))
}
