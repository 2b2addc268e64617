import 'server-only'
import { listDuePortals } from '../catch-up/list-due-portals.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { env } from '../platform/env.ts'
import { once } from '../platform/once.ts'

/** Instances that start together need not all sweep: what was swept this shortly before the start is left out. */
const justSweptSeconds = 5

/** Which portals are to be swept: each once in SWEEP_INTERVAL_SECONDS, and after a loss all that were not swept since. */
export class SweepDue {
  readonly #clock: Clock
  /** What came before then may have been lost everywhere. */
  #lostUntilMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    // Nobody took anything in before this process started, as far as it knows.
    this.#lostUntilMs = clock().getTime() - justSweptSeconds * 1_000
  }

  /** The database was away until now, and nothing could be taken in: a sweep from before says nothing of that. */
  recordLoss(): void {
    this.#lostUntilMs = this.#clock().getTime()
  }

  /** After a loss also those that were not swept since, as long as the interval does not say so by itself. */
  list(now: Date): Promise<string[]> {
    const sinceLoss = (now.getTime() - this.#lostUntilMs) / 1_000
    return listDuePortals(now, Math.min(sinceLoss, env().sweepIntervalSeconds))
  }
}

export function sweepDue(): SweepDue {
  return once('sweep-due', () => new SweepDue(systemClock))
}
