import { existsSync } from 'node:fs'

/**
 * Adds what an operator keeps in `.env`; variables that are set win. For the programs of an operator only: the demo and the
 * sample data must never reach the database that stands there.
 */
export function readEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}
