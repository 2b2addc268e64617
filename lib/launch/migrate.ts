import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { parseDatabaseEnv } from '#lib/platform/parse-env.ts'
import { Problem } from '#lib/platform/problem.ts'
import { openDatabase } from './open-database.ts'
import { readEnvFile } from './read-env-file.ts'
import { runProgram } from './run-program.ts'

// `npm run db:migrate`: brings the database up to prisma/migrations and ends.
await runProgram(async (parts) => {
  const log = (line: string) => void process.stdout.write(`${line}\n`)
  readEnvFile()
  const read = parseDatabaseEnv(process.env)
  if ('problems' in read) throw new Problem(read.problems.join('\n'))
  const database = await openDatabase(read.env, parts, log)
  const applied = await prepareDatabase(database.ownerUrl, { log })
  if (applied.length === 0) log('The database is up to date.')
})
