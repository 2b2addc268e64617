import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { parseDatabaseEnv } from '#lib/platform/parse-env.ts'
import { Problem } from '#lib/platform/problem.ts'
import { openDatabase } from './open-database.ts'
import { readEnvFile } from './read-env-file.ts'
import { runProgram } from './run-program.ts'
import { tellHelp } from './tell-help.ts'

tellHelp(`
npm run db:migrate

Brings the database of DATABASE_URL (as DATABASE_MIGRATION_URL, where that is set) up to prisma/migrations, and ends. Without
DATABASE_URL that is the embedded PostgreSQL in DATA_DIR.
`)

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
