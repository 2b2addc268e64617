import 'server-only'
import { parseEnv } from './parse-env.ts'

/** Ends the process with one sentence for each variable that cannot be used, before it serves anybody. */
export function endWithoutEnvironment(): void {
  const read = parseEnv(process.env)
  const problems = 'problems' in read ? read.problems : []
  if ('env' in read && read.env.databaseUrl === null) {
    problems.push(
      'DATABASE_URL is missing: npm start brings an embedded database, a server that is started by hand does not.',
    )
  }
  if (problems.length === 0) return
  process.stderr.write(`Smart Process Feed cannot start:\n- ${problems.join('\n- ')}\n`)
  process.exit(1)
}
