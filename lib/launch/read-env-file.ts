import { existsSync } from 'node:fs'
import { Problem } from '#lib/platform/problem.ts'

/**
 * Adds what an operator keeps in `.env`; variables that are set win. For the programs of an operator only: the demo and the
 * sample data must never reach the database that stands there.
 * @throws Problem when there is one that cannot be read.
 */
export function readEnvFile(): void {
  if (!existsSync('.env')) return
  try {
    process.loadEnvFile('.env')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new Problem(`The file .env cannot be read (${reason}): let this user read it, or move it away.`)
  }
}
