import { keepTrying } from './keep-trying.ts'

/** What happens together is asked about once. */
const FIRST_MS = 300

/** Reads again whenever something may have changed: soon, but once in `gapMs` at most, and on until it succeeds. */
export class Refresher {
  readonly #work: () => Promise<void>
  readonly #gapMs: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #endTrying = () => {}
  #readAtMs = Number.NEGATIVE_INFINITY

  constructor(work: () => Promise<void>, gapMs: number) {
    this.#work = work
    this.#gapMs = gapMs
  }

  /** Reads now. @throws what the reading threw. */
  readonly read = (): Promise<void> => {
    this.#readAtMs = performance.now()
    return this.#work()
  }

  /** Reads now, and on until it succeeds: what could not be refreshed keeps its old value, and nothing else may happen for long. */
  readonly insist = (): void => {
    this.#endTrying()
    this.#endTrying = keepTrying(this.read, () => undefined)
  }

  /** May be called as often as anything happens. */
  readonly refresh = (): void => {
    this.#timer ??= setTimeout(
      () => {
        this.#timer = undefined
        this.insist()
      },
      Math.max(FIRST_MS, this.#readAtMs + this.#gapMs - performance.now()),
    )
  }

  readonly stop = (): void => {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#endTrying()
  }
}
