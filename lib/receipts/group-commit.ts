import { isFaultOfARow } from '../db/is-fault-of-a-row.ts'
import { writeByHalves } from '../db/write-by-halves.ts'

/** Writes a batch of rows in one transaction; rejects when nothing of it was written. */
export type WriteBatch<T> = (rows: readonly T[]) => Promise<void>

type Waiting<T> = { readonly row: T; readonly resolve: () => void; readonly reject: (error: unknown) => void }

type Options = { readonly lanes: number; readonly maxRows: number; readonly maxWaiting: number }

/**
 * Commits many small writes in few transactions: a batch leaves as soon as a lane is free, without any timer, so that a
 * lone row waits for nothing and a burst shares its commits. `add` answers after the row's commit.
 */
export class GroupCommit<T> {
  readonly #write: WriteBatch<T>
  readonly #options: Options
  readonly #waiting: Waiting<T>[] = []
  #busyLanes = 0

  constructor(write: WriteBatch<T>, options: Options) {
    this.#write = write
    this.#options = options
  }

  /** @throws what the write threw, or RangeError at once when too many rows wait already. */
  add(row: T): Promise<void> {
    if (this.#waiting.length >= this.#options.maxWaiting) {
      return Promise.reject(new RangeError('Too many rows wait for their commit.'))
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject })
      this.#flush()
    })
  }

  #flush(): void {
    while (this.#busyLanes < this.#options.lanes && this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#options.maxRows)
      this.#busyLanes += 1
      void this.#commit(batch).finally(() => {
        this.#busyLanes -= 1
        this.#flush()
      })
    }
  }

  #commit(batch: readonly Waiting<T>[]): Promise<void> {
    return writeByHalves(batch, {
      write: async (part) => {
        await this.#write(part.map(({ row }) => row))
        for (const { resolve } of part) resolve()
      },
      isFaultOfARow,
      onFailure(part, error) {
        for (const { reject } of part) reject(error)
      },
    })
  }
}
