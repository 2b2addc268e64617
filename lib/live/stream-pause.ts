/** What a stream waits for between its turns. */
export class StreamPause {
  isOver = false
  #isWoken = false
  #go: (() => void) | null = null
  #drained: (() => void) | null = null

  wake(): void {
    this.#isWoken = true
    this.#go?.()
  }

  drained(): void {
    this.#drained?.()
  }

  end(): void {
    this.isOver = true
    this.wake()
    this.drained()
  }

  /** Until it is woken, or was since the last time, `answered` or after `ms`, where these are given. @throws what `answered` does. */
  async wait(answered: Promise<void> | null, ms: number | null): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#go = resolve
    if (this.#isWoken) resolve()
    answered?.then(resolve, reject)
    const timer = ms === null ? undefined : setTimeout(resolve, ms)
    try {
      await promise
    } finally {
      clearTimeout(timer)
      this.#go = null
      this.#isWoken = false
    }
  }

  /** Until the reader has taken nearly all, `ms` at most. */
  async waitForDrain(ms: number): Promise<void> {
    if (this.isOver) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#drained = resolve
    const timer = setTimeout(resolve, ms)
    await promise
    clearTimeout(timer)
    this.#drained = null
  }
}
