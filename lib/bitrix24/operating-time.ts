import type { Priority } from './request-queue.ts'
import type { RestTime } from './rest-time.ts'

/** What is known of one method on one portal. */
export type MethodUse = {
  readonly method: string
  readonly operatingSeconds: number
  /** Until then the number counts. */
  readonly resetAtMs: number
  /** The portal declined the method. */
  readonly blockedUntilMs: number
}

/** limits.md says 480 seconds in ten minutes, the portal's own default is 420. */
const limitSeconds = 420
/** From which share of it on who waits for the reset, so that people can go on. */
const heldFrom: Readonly<Record<Priority, number>> = { 0: 1e9, 1: 0.9, 2: 1e9, 3: 0.8 }
/** From here on the other instances are told. */
const worthTelling = 0.5
const unknownPauseMs = 60_000

/**
 * Operating time of the methods on one portal: each has its own limit, so one that is used up pauses alone. The numbers come
 * with every answer.
 */
export class OperatingTime {
  readonly #uses = new Map<string, MethodUse>()

  /** Until when this method is not to be called with this priority; null when it may be. */
  heldUntilMs(method: string, priority: Priority, nowMs: number): number | null {
    const use = this.#uses.get(method)
    if (!use) return null
    if (use.blockedUntilMs > nowMs) return use.blockedUntilMs
    const isHeavy = use.resetAtMs > nowMs && use.operatingSeconds >= limitSeconds * heldFrom[priority]
    return isHeavy ? use.resetAtMs : null
  }

  /** What an answer said. @returns the method's use where the other instances should know. */
  record(method: string, { operatingSeconds, resetInMs }: RestTime, nowMs: number): MethodUse | null {
    if (operatingSeconds === null) return null
    const resetAtMs = nowMs + (resetInMs ?? 0)
    const use = { method, operatingSeconds, resetAtMs, blockedUntilMs: 0 }
    this.#uses.set(method, use)
    return operatingSeconds >= limitSeconds * worthTelling && resetInMs !== null ? use : null
  }

  /** The portal declined the method until its operating time is reset: as it says, as it last said, or for a minute. */
  block(method: string, resetInMs: number | null, nowMs: number): MethodUse {
    const known = this.#uses.get(method)
    const knownMs = known && known.resetAtMs > nowMs ? known.resetAtMs - nowMs : null
    const blockedUntilMs = nowMs + (resetInMs ?? knownMs ?? unknownPauseMs)
    const use = { method, operatingSeconds: limitSeconds, resetAtMs: blockedUntilMs, blockedUntilMs }
    this.#uses.set(method, use)
    return use
  }

  /** What another instance knows: the later word counts. */
  learn(uses: readonly MethodUse[]): void {
    for (const use of uses) {
      const known = this.#uses.get(use.method)
      if (!known || use.blockedUntilMs > known.blockedUntilMs || use.resetAtMs > known.resetAtMs)
        this.#uses.set(use.method, use)
    }
  }
}
