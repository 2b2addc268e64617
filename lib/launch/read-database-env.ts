import { parseDatabaseEnv } from '#lib/platform/parse-env.ts'
import { Problem } from '#lib/platform/problem.ts'
import { readEnvFile } from './read-env-file.ts'

/**
 * Where the data is, for a program that touches nothing else; also as `.env` says it.
 * @throws Problem with a sentence for each variable that cannot be used.
 */
export function readDatabaseEnv() {
  readEnvFile()
  const read = parseDatabaseEnv(process.env)
  if ('problems' in read) throw new Problem(read.problems.join('\n'))
  return read.env
}
