import { keepTrying } from '#components/ui/keep-trying.ts'

/** What a person did and the server has yet to hear: one after the other in the order it was done, each until it was heard. */
export class ActQueue {
  readonly #waiting: (() => Promise<void>)[] = []
  #endTrying: (() => void) | null = null

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  add(act: () => Promise<void>): void {
    this.#waiting.push(act)
    if (this.#endTrying === null) this.#next()
  }

  readonly stop = (): void => {
    this.#endTrying?.()
    this.#endTrying = null
    this.#waiting.length = 0
  }

  #next(): void {
    const [act] = this.#waiting
    this.#endTrying =
      act === undefined
        ? null
        : keepTrying(act, () => {
            this.#waiting.shift()
            this.#next()
          })
  }
}
