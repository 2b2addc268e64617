import 'server-only'
import { listDuePortals } from '../catch-up/list-due-portals.ts'
import { type Clock, secondsFrom, systemClock } from '../platform/clock.ts'
import { once } from '../platform/once.ts'

/** Instances that start together need not all sweep: what was swept this shortly before the start is left out. */
const justSweptSeconds = 5

/** Which portals are to be swept: each in its time, and after a loss all that were not swept since. */
export class SweepDue {
  readonly #clock: Clock
  /** What came before then may have been lost everywhere. */
  #lostUntil: Date

  constructor(clock: Clock) {
    this.#clock = clock
    // Nobody took anything in before this process started, as far as it knows.
    this.#lostUntil = secondsFrom(clock(), -justSweptSeconds)
  }

  /** The database was away until now, and nothing could be taken in: a sweep from before says nothing of that. */
  recordLoss(): void {
    this.#lostUntil = this.#clock()
  }

  list(now: Date, limit: number): Promise<string[]> {
    return listDuePortals(now, limit, this.#lostUntil)
  }
}

export function sweepDue(): SweepDue {
  return once('sweep-due', () => new SweepDue(systemClock))
}
