import { checkWall } from '#lib/db/check-wall.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { refuseCopy } from '#lib/db/refuse-copy.ts'
import { withOwner } from '#lib/db/with-owner.ts'
import { Problem } from '#lib/platform/problem.ts'
import { checkKeys } from '#lib/tokens/check-keys.ts'
import { checkEnvironment } from './check-environment.ts'
import { openDatabase } from './open-database.ts'
import { readCommand } from './read-command.ts'
import { readEnvFile } from './read-env-file.ts'
import { refuseTakenPort } from './refuse-taken-port.ts'
import { runProgram } from './run-program.ts'
import { hasBuild, startNext } from './start-next.ts'

readCommand(`
npm start

Checks the environment, brings the database up to date and serves until it is told to stop (SIGTERM, SIGINT). What cannot be used is
said in one sentence each, and the exit code is 1. The variables are explained in docs/operate.md and may stand in a file .env.
`)

// `npm start`: production. Migrates, then serves until it is told to stop.
await runProgram(async (parts) => {
  const log = (line: string) => void process.stdout.write(`${line}\n`)
  readEnvFile()
  const mode = process.env.APP_MODE || 'production'
  const env = checkEnvironment({ ...process.env, APP_MODE: mode }, log)
  if (!hasBuild()) throw new Problem('There is no production build yet: run npm run build first.')
  await refuseTakenPort(env.port, env.host)
  const database = await openDatabase(env, parts, log)
  await prepareDatabase(database.ownerUrl, { log, role: env.databaseRole })
  await checkWall(database.url)
  await refuseCopy(database.ownerUrl)
  await withOwner(database.ownerUrl, 'start', async (client) => {
    await client.query(`set app.backup = 'on'`)
    await checkKeys(client, env.encryptionKeys)
  })
  const app = startNext({
    command: 'start',
    port: env.port,
    host: env.host,
    env: { APP_MODE: mode, DATABASE_URL: database.url },
    output: 'inherit',
    drainNoticeMs: env.drainNoticeMs,
  })
  parts.defer(app.stop)
  throw new Problem(`The server ended by itself (${await app.ended}).`)
})
