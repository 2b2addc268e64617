import { adoptDatabase } from '#lib/db/adopt-database.ts'
import { withOwner } from '#lib/db/with-owner.ts'
import { openDatabase } from './open-database.ts'
import { readCommand } from './read-command.ts'
import { readDatabaseEnv } from './read-database-env.ts'
import { runProgram } from './run-program.ts'

readCommand(`
npm run db:adopt

Says that the database of DATABASE_URL, a restored copy, is the one that goes on: the app starts on it from now on. Stop the original for
good first: a refresh token of Bitrix24 works once, so two of them would take it from each other.
`)

// `npm run db:adopt`: a restored copy becomes the one that goes on.
await runProgram(async (parts) => {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const database = await openDatabase(readDatabaseEnv(), parts, say)
  const isNew = await withOwner(database.ownerUrl, 'adopt', adoptDatabase)
  say(
    isNew
      ? 'This database is the one that goes on: the app may be started.'
      : 'This database was the one that goes on already.',
  )
})
