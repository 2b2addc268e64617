import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { restoreBackup } from '#lib/db/restore-backup.ts'
import { isKeyRing } from '#lib/platform/env-rules.ts'
import { Problem } from '#lib/platform/problem.ts'
import { checkKeys } from '#lib/tokens/check-keys.ts'
import { openDatabase } from './open-database.ts'
import { readCommand } from './read-command.ts'
import { readDatabaseEnv } from './read-database-env.ts'
import { runProgram } from './run-program.ts'

const {
  words: [file = ''],
  values: { 'take-over': takesOver = false },
} = readCommand(
  `
npm run db:restore -- FILE [--take-over]

Fills the empty database of DATABASE_URL (as DATABASE_MIGRATION_URL, where that is set) with a backup that npm run db:backup wrote, in one
transaction. Where ENCRYPTION_KEYS is set it must open the tokens of the backup. The app does not start on the copy before
npm run db:adopt, so that two of them never talk to the same portals; with --take-over it does: the original is gone for good.
`,
  { options: { 'take-over': { type: 'boolean' } }, words: [1, 1] },
)

// `npm run db:restore -- FILE`: fills an empty database with a backup.
await runProgram(async (parts) => {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const env = readDatabaseEnv()
  const keys = process.env.ENCRYPTION_KEYS?.trim()
  if (keys && !isKeyRing(keys)) throw new Problem('ENCRYPTION_KEYS must be a comma-separated list of id:key.')
  const backup = createReadStream(file).on('error', (error: NodeJS.ErrnoException) =>
    unpacked.destroy(new Problem(`${file} cannot be read (${error.code}): name a file that npm run db:backup wrote.`)),
  )
  const unpacked = createGunzip()
  const database = await openDatabase(env, parts, say)
  const rows = await restoreBackup(database.ownerUrl, backup.pipe(unpacked), {
    log: say,
    role: env.databaseRole,
    takesOver,
    check: async (client) => {
      if (keys) await checkKeys(client, keys)
    },
  })
  const count = Object.values(rows).reduce((sum, each) => sum + each, 0)
  say(`Restored ${count} rows of ${rows.portal ?? 0} portals.`)
  if (!keys) say('ENCRYPTION_KEYS is not set, so nobody has tried whether the tokens open: the start will.')
  if (!takesOver) say('The app does not start on this copy before npm run db:adopt: stop the original for good first.')
})
