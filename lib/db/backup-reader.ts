import type { z } from 'zod'
import { Problem } from '../platform/problem.ts'
import { endOfRows } from './backup-format.ts'

const maxLine = 2 ** 20

/** Reads a backup from its beginning, line by line and table by table. */
export class BackupReader {
  readonly #chunks: AsyncIterator<Buffer>
  /** What was read and not given away: begins where a line does. */
  #rest: Buffer = Buffer.alloc(0)

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** @throws Problem where the next line is not one of these. */
  async line<T>(schema: z.ZodType<T>): Promise<T> {
    let end = this.#rest.indexOf('\n')
    for (; end < 0 && this.#rest.length < maxLine; end = this.#rest.indexOf('\n')) await this.#readOn()
    const text = this.#rest.subarray(0, end).toString()
    this.#rest = this.#rest.subarray(end + 1)
    const parsed = schema.safeParse(parseJson(text))
    if (!parsed.success) throw new Problem('This is no backup of Smart Process Feed, or one that was changed.')
    return parsed.data
  }

  /** The rows that follow, as COPY reads them. */
  async *rows(): AsyncGenerator<Buffer> {
    for (;;) {
      const begins = this.#rest.subarray(0, endOfRows.length).equals(Buffer.from(endOfRows))
      const end = begins ? 0 : this.#rest.indexOf(`\n${endOfRows}`) + 1
      // Whole lines: what comes after them begins where a line does.
      const whole = begins || end > 0 ? end : this.#rest.lastIndexOf('\n') + 1
      if (whole > 0) yield this.#rest.subarray(0, whole)
      this.#rest = this.#rest.subarray(whole)
      if (begins || end > 0) {
        this.#rest = this.#rest.subarray(endOfRows.length)
        return
      }
      await this.#readOn()
    }
  }

  async #readOn(): Promise<void> {
    const { done, value } = await this.#chunks.next().catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'Z_DATA_ERROR')
        throw new Problem('This is no backup of Smart Process Feed, or one that was changed.')
      if (error.code === 'Z_BUF_ERROR') return { done: true, value: undefined }
      throw error
    })
    if (done || !value) throw new Problem('This backup is not complete: it was cut off.')
    this.#rest = Buffer.concat([this.#rest, value])
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
