import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { openDatabase } from './open-database.ts'
import { readCommand } from './read-command.ts'
import { readDatabaseEnv } from './read-database-env.ts'
import { runProgram } from './run-program.ts'

readCommand(`
npm run db:migrate

Brings the database of DATABASE_URL (as DATABASE_MIGRATION_URL, where that is set) up to prisma/migrations, and ends. Without
DATABASE_URL that is the embedded PostgreSQL in DATA_DIR.
`)

// `npm run db:migrate`: brings the database up to prisma/migrations and ends.
await runProgram(async (parts) => {
  const log = (line: string) => void process.stdout.write(`${line}\n`)
  const env = readDatabaseEnv()
  const database = await openDatabase(env, parts, log)
  const applied = await prepareDatabase(database.ownerUrl, { log, role: env.databaseRole })
  if (applied.length === 0) log('The database is up to date.')
})
