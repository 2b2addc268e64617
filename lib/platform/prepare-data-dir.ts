import { accessSync, constants, mkdirSync } from 'node:fs'
import { Problem } from './problem.ts'

/** Makes the directory that everything of ours is kept in, where it is not there yet. @throws Problem when it cannot be written to. */
export function prepareDataDir(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new Problem(
      `The data directory ${dataDir} cannot be used (${reason}): let this user write to it, or set another DATA_DIR.`,
    )
  }
}
