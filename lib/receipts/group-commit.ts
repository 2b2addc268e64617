import { isFaultOfARow } from '../db/is-fault-of-a-row.ts'
import { writeByHalves } from '../db/write-by-halves.ts'

/** Writes a batch of rows in one transaction, and tells what became of each; rejects when nothing of it was written. */
export type WriteBatch<Row, Fate> = (rows: readonly Row[]) => Promise<readonly Fate[]>

type Waiting<Row, Fate> = {
  readonly row: Row
  readonly resolve: (fate: Fate) => void
  readonly reject: (error: unknown) => void
}

type Options = { readonly lanes: number; readonly maxRows: number; readonly maxWaiting: number }

/**
 * Commits many small writes in few transactions: a batch leaves as soon as a lane is free, without any timer, so that a
 * lone row waits for nothing and a burst shares its commits. `add` answers after the row's commit.
 */
export class GroupCommit<Row, Fate> {
  readonly #write: WriteBatch<Row, Fate>
  readonly #options: Options
  readonly #waiting: Waiting<Row, Fate>[] = []
  #busyLanes = 0

  constructor(write: WriteBatch<Row, Fate>, options: Options) {
    this.#write = write
    this.#options = options
  }

  /** @throws what the write threw, or RangeError at once when too many rows wait already. */
  add(row: Row): Promise<Fate> {
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

  #commit(batch: readonly Waiting<Row, Fate>[]): Promise<void> {
    return writeByHalves(batch, {
      write: async (part) => {
        const fates = await this.#write(part.map(({ row }) => row))
        for (const [place, { resolve }] of part.entries()) resolve(fates[place] as Fate)
      },
      isFaultOfARow,
      onFailure(part, error) {
        for (const { reject } of part) reject(error)
      },
    })
  }
}
