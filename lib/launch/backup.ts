import { openDatabase } from './open-database.ts'
import { readCommand } from './read-command.ts'
import { readDatabaseEnv } from './read-database-env.ts'
import { runProgram } from './run-program.ts'
import { storeBackup } from './store-backup.ts'

const {
  words: [file = ''],
} = readCommand(
  `
npm run db:backup -- FILE

Writes all rows of the database of DATABASE_URL (as DATABASE_MIGRATION_URL, where that is set) to FILE, as they are at one moment; the app
goes on meanwhile, but not on the embedded PostgreSQL. FILE must not be there yet; it is readable by its owner alone, since it holds the
portals' tokens, sealed with ENCRYPTION_KEYS. Keep those elsewhere. npm run db:restore reads it.
`,
  { words: [1, 1] },
)

// `npm run db:backup -- FILE`: writes all rows of the database to a file.
await runProgram(async (parts) => {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const database = await openDatabase(readDatabaseEnv(), parts, say)
  const rows = await storeBackup(file, database.ownerUrl, parts)
  const count = Object.values(rows).reduce((sum, each) => sum + each, 0)
  say(`Wrote ${file}: ${count} rows of ${rows.portal ?? 0} portals.`)
})
