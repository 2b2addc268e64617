type Waiting<Value> = { readonly resolve: (value: Value | null) => void; readonly reject: (error: unknown) => void }

type Options = { readonly maxKeys: number; readonly maxWaiting: number }

/**
 * Answers many questions by few reads, one at a time: a lone question is read at once, and those that come while a read is
 * under way share the next one. So what strangers ask costs one read at a time, however many they are. No answer is older
 * than its question.
 */
export class SharedRead<Key, Value> {
  readonly #read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>
  readonly #options: Options
  readonly #waiting = new Map<Key, Waiting<Value>[]>()
  #asked = 0
  #isReading = false

  constructor(read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>, options: Options) {
    this.#read = read
    this.#options = options
  }

  /** The value of `key`, null when there is none. @throws what the read threw, or RangeError at once when too many wait already. */
  get(key: Key): Promise<Value | null> {
    if (this.#asked >= this.#options.maxWaiting) {
      return Promise.reject(new RangeError('Too many questions wait for their read.'))
    }
    this.#asked += 1
    return new Promise((resolve, reject) => {
      const together = this.#waiting.get(key) ?? []
      together.push({ resolve, reject })
      this.#waiting.set(key, together)
      if (!this.#isReading) void this.#readOn()
    })
  }

  async #readOn(): Promise<void> {
    this.#isReading = true
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, this.#options.maxKeys)
      for (const [key, together] of batch) {
        this.#waiting.delete(key)
        this.#asked -= together.length
      }
      await this.#answer(batch)
    }
    this.#isReading = false
  }

  async #answer(batch: readonly [Key, readonly Waiting<Value>[]][]): Promise<void> {
    try {
      const values = await this.#read(batch.map(([key]) => key))
      for (const [key, together] of batch) for (const { resolve } of together) resolve(values.get(key) ?? null)
    } catch (error) {
      for (const [, together] of batch) for (const { reject } of together) reject(error)
    }
  }
}
