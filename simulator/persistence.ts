import { readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { portalStateSchema } from './portal-state.ts'

const DEBOUNCE_MS = 50

const savedSchema = z.object({
  version: z.literal(1),
  oauthPort: z.number(),
  controlPort: z.number(),
  portals: z.array(portalStateSchema),
})

export type SavedWorld = z.infer<typeof savedSchema>

/** What an earlier run left, or null. A file of another version or shape is an error, not a fresh start. */
export function loadWorld(file: string | undefined): SavedWorld | null {
  if (file === undefined) return null
  try {
    return savedSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new Error(`cannot read the simulator's state in ${file}`, { cause: error })
  }
}

/** Keeps a file equal to the world: soon after a change, at once on request, always whole (written beside, then renamed). */
export class StateFile {
  #file: string | undefined
  #snapshot: () => SavedWorld
  #dirty = false
  #timer: NodeJS.Timeout | null = null
  #writing: Promise<void> = Promise.resolve()
  #queued: Promise<void> | null = null

  constructor(file: string | undefined, snapshot: () => SavedWorld) {
    this.#file = file
    this.#snapshot = snapshot
  }

  changed(): void {
    if (this.#file === undefined) return
    this.#dirty = true
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      void this.saved()
    }, DEBOUNCE_MS)
  }

  /** Resolves when every change up to now is in the file; callers at the same time share one write. */
  saved(): Promise<void> {
    if (!this.#dirty) return this.#writing
    this.#queued ??= this.#writing.then(async () => {
      this.#queued = null
      this.#dirty = false
      this.#writing = this.#write()
      await this.#writing
    })
    return this.#queued
  }

  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    await this.saved()
  }

  async #write(): Promise<void> {
    const file = this.#file
    if (file === undefined) return
    const text = JSON.stringify(this.#snapshot())
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(`${file}.tmp`, text, { mode: 0o600 })
    await rename(`${file}.tmp`, file)
  }
}
