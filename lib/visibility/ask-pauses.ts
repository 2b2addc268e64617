import { pauseAfter } from '../platform/backoff.ts'
import { dropOldest } from '../platform/drop-oldest.ts'

/** As many as types are remembered of a viewer. */
const maxKeys = 200

type Pause = { readonly failures: number; readonly untilMs: number }

const pausesMs = { first: 1_500, longest: 60_000 }

/** After a question that was not answered: when to ask the next one. A single failure is asked again at once. */
export class AskPauses<Key extends {}> {
  readonly #pauses = new Map<Key, Pause>()

  isPaused(key: Key, nowMs: number): boolean {
    return (this.#pauses.get(key)?.untilMs ?? 0) > nowMs
  }

  failed(key: Key, nowMs: number): void {
    const failures = (this.#pauses.get(key)?.failures ?? 0) + 1
    const pauseMs = failures === 1 ? 0 : pauseAfter(failures - 1, pausesMs)
    dropOldest(this.#pauses, key, maxKeys)
    this.#pauses.set(key, { failures, untilMs: nowMs + pauseMs })
  }

  answered(key: Key): void {
    this.#pauses.delete(key)
  }
}
