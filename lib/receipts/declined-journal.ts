import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { newId } from '../platform/ids.ts'
import { describeError, log } from '../platform/log.ts'
import type { Declined } from './declined.ts'

/** Anybody may send events that are declined while nobody can be proved: some 20 MB. */
const maxLines = 100_000

const declinedSchema = z.object({
  memberId: z.string().max(64),
  tokenDigest: z.string().max(64),
  kinds: z.array(z.enum(['creation', 'change', 'type', 'uninstall', 'uninstall_clean'])),
  at: z.iso.datetime().transform((at) => new Date(at)),
})

/**
 * Keeps what was declined on the disk for as long as the database does not take it, so that it outlives the process. A file for each process,
 * readable by its owner alone: it holds digests of application tokens. Best effort: where the disk takes nothing either, what was declined
 * is kept in memory.
 */
export class DeclinedJournal {
  readonly #folder: string
  readonly #own: string
  #isFailing = false
  #lines = 0

  constructor(folder: string) {
    this.#folder = folder
    this.#own = path.join(folder, `${newId()}.jsonl`)
  }

  /** @param isKnown somebody who was proved lately has a place, however many others there are. */
  append(declined: Declined, isKnown = false): void {
    if (this.#lines >= maxLines && !isKnown) return
    this.#lines += 1
    // What failed may have left half a line.
    const before = this.#isFailing ? '\n' : ''
    this.#try(() => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      appendFileSync(this.#own, `${before}${JSON.stringify(declined)}\n`, { mode: 0o600 })
    })
  }

  /**
   * What others left, which is this process's from here on: whoever still writes to such a file begins another one. Read before anything is
   * appended.
   */
  takeOver(): Declined[] {
    const taken: Declined[] = []
    this.#try(() => {
      for (const name of filesOf(this.#folder)) {
        const file = path.join(this.#folder, `${newId()}.jsonl`)
        renameSync(path.join(this.#folder, name), file)
        const text = readFileSync(file, 'utf8')
        appendFileSync(this.#own, text.endsWith('\n') ? text : `${text}\n`, { mode: 0o600 })
        rmSync(file)
        taken.push(...text.split('\n').flatMap(readLine))
      }
    })
    return taken
  }

  /** The database has all of it. */
  clear(): void {
    this.#lines = 0
    this.#try(() => rmSync(this.#own, { force: true }))
  }

  #try(act: () => void): void {
    try {
      act()
      this.#isFailing = false
    } catch (error) {
      if (!this.#isFailing)
        log().warn({ err: describeError(error) }, 'declined events are kept in memory only: DATA_DIR takes no file')
      this.#isFailing = true
    }
  }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
  } catch {
    return []
  }
}

/** A line that was cut by the end of its process tells nothing. */
function readLine(line: string): Declined[] {
  try {
    const parsed = declinedSchema.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}
