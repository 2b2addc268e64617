import { checkWall } from '#lib/db/check-wall.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { parseEnv } from '#lib/platform/parse-env.ts'
import { Problem } from '#lib/platform/problem.ts'
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
  const read = parseEnv({ ...process.env, APP_MODE: mode })
  if ('problems' in read) throw new Problem(`Smart Process Feed cannot start:\n- ${read.problems.join('\n- ')}`)
  const { env } = read
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
