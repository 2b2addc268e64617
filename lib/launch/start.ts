import { checkWall } from '#lib/db/check-wall.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { Problem } from '#lib/platform/problem.ts'
import { checkEnvironment } from './check-environment.ts'
import { openDatabase } from './open-database.ts'
import { readEnvFile } from './read-env-file.ts'
import { refuseTakenPort } from './refuse-taken-port.ts'
import { runProgram } from './run-program.ts'
import { hasBuild, startNext } from './start-next.ts'

// `npm start`: production. Migrates, then serves until it is told to stop.
await runProgram(async (parts) => {
  const log = (line: string) => void process.stdout.write(`${line}\n`)
  readEnvFile()
  const mode = process.env.APP_MODE || 'production'
  const env = checkEnvironment({ ...process.env, APP_MODE: mode }, log)
  if (!hasBuild()) throw new Problem('There is no production build yet: run npm run build first.')
  await refuseTakenPort(env.port, env.host)
  const database = await openDatabase(env, parts, log)
  await prepareDatabase(database.ownerUrl, { log })
  await checkWall(database.url)
  const app = startNext({
    command: 'start',
    port: env.port,
    host: env.host,
    env: { APP_MODE: mode, DATABASE_URL: database.url },
    output: 'inherit',
  })
  parts.defer(app.stop)
  throw new Problem(`The server ended by itself (${await app.ended}).`)
})
