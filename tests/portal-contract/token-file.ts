import { createHash } from 'node:crypto'
import { accessSync, constants, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { Problem } from '#lib/platform/problem.ts'
import type { Pair } from './chain.ts'

const storedSchema = z.object({
  clientId: z.string(),
  /** Which token of the environment this chain began with. */
  began: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
})
const fileSchema = z.object({ first: storedSchema.optional(), second: storedSchema.optional() })

type Stored = z.infer<typeof storedSchema>
export type Person = 'first' | 'second'

/** Where the newest pairs of tokens are kept: readable by nobody else. */
export class TokenFile {
  readonly #path: string
  #stored: z.infer<typeof fileSchema>

  /** @throws Problem where others may read the file, or it is not one of ours. */
  constructor(file: string) {
    this.#path = path.resolve(file)
    this.#stored = readStored(this.#path)
  }

  /**
   * The refresh token to begin with: what the chain that began with the environment's has come to, or the environment's own where
   * that is a new one. Null where there is none.
   */
  tokenFor(person: Person, clientId: string, given: string | null): string | null {
    const stored = this.#stored[person]
    const isOurs = stored?.clientId === clientId && (given === null || stored.began === fingerprint(given))
    return isOurs ? stored.refreshToken : given
  }

  /** Before a token is spent. @throws Problem where what comes after it could not be kept. */
  prepare(): void {
    const folder = path.dirname(this.#path)
    try {
      mkdirSync(folder, { recursive: true })
      accessSync(folder, constants.W_OK)
    } catch {
      throw new Problem(`${folder} cannot be written to: name another B24_TOKEN_FILE.`)
    }
  }

  /** Keeps a pair: whole or not at all, and before it is used. */
  keep(person: Person, clientId: string, { given, pair }: { given: string | null; pair: Pair }): void {
    const began = given === null ? (this.#stored[person]?.began ?? '') : fingerprint(given)
    const { accessToken, refreshToken } = pair
    const stored: Stored = { clientId, began, accessToken, refreshToken }
    this.#stored = { ...this.#stored, [person]: stored }
    const draft = `${this.#path}.${process.pid}`
    rmSync(draft, { force: true })
    writeFileSync(draft, `${JSON.stringify(this.#stored, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true })
    renameSync(draft, this.#path)
  }
}

function readStored(file: string): z.infer<typeof fileSchema> {
  const stats = statsOf(file)
  if (!stats) return {}
  if (!stats.isFile()) throw new Problem(`${file} is no file: B24_TOKEN_FILE is where the tokens are kept.`)
  if ((stats.mode & 0o077) !== 0) throw new Problem(`${file} may be read by others: chmod 600 it, or remove it.`)
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new Problem(`${file} holds no tokens of this command: remove it, or name another B24_TOKEN_FILE.`)
  }
}

function statsOf(file: string) {
  try {
    return lstatSync(file, { throwIfNoEntry: false })
  } catch {
    throw new Problem(`${file} cannot be written to: name another B24_TOKEN_FILE.`)
  }
}

function fingerprint(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16)
}
