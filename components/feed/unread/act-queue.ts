import { keepTrying } from '#components/ui/keep-trying.ts'

/**
 * What a person did and the server has yet to hear: one after the other in the order it was done, each until it was heard. It lives as
 * long as the page: what was done on a screen that was left since is heard as well.
 */
export class ActQueue {
  readonly #waiting: (() => Promise<void>)[] = []
  #isTrying = false
  #glanced: Promise<unknown> = Promise.resolve()

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  add(act: () => Promise<void>): void {
    this.#waiting.push(act)
    if (!this.#isTrying) this.#next()
  }

  /**
   * Tells what may be lost, where nothing waits. An act begins only after it, whatever became of it: both may be about one row, and
   * what the person did is to hold.
   */
  glance(work: () => Promise<void>): Promise<void> {
    const told = work()
    this.#glanced = told.catch(() => undefined)
    return told
  }

  #next(): void {
    const [act] = this.#waiting
    this.#isTrying = act !== undefined
    if (act === undefined) return
    keepTrying(
      () => this.#glanced.then(act),
      () => {
        this.#waiting.shift()
        this.#next()
      },
    )
  }
}
