import { findTypos } from '#lib/platform/env-typos.ts'
import { type Env, parseEnv } from '#lib/platform/parse-env.ts'
import { Problem } from '#lib/platform/problem.ts'

/**
 * Reads what the operator decided, before anything is started with it. What looks like a mistyped name is told and does no harm.
 * @throws Problem with a sentence for each variable that cannot be used.
 */
export function checkEnvironment(source: Record<string, string | undefined>, say: (line: string) => void): Env {
  for (const sentence of findTypos(source)) say(`Warning: ${sentence}`)
  const read = parseEnv(source)
  if ('problems' in read) throw new Problem(`Smart Process Feed cannot start:\n- ${read.problems.join('\n- ')}`)
  const { env } = read
  if (env.migrationUrl !== null && env.databaseUrl === null) {
    say('Warning: DATABASE_MIGRATION_URL is not used while DATABASE_URL is not set.')
  }
  return env
}
