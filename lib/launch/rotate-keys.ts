import { checkWall } from '#lib/db/check-wall.ts'
import { Problem } from '#lib/platform/problem.ts'
import { checkEnvironment } from './check-environment.ts'
import { openDatabase } from './open-database.ts'
import { readEnvFile } from './read-env-file.ts'
import { runProgram } from './run-program.ts'
import { tellHelp } from './tell-help.ts'

tellHelp(`
npm run keys:rotate

Seals every stored token under the first key of ENCRYPTION_KEYS, so that the older ones may be taken out. The app may run meanwhile,
but not on the embedded PostgreSQL.
`)

// `npm run keys:rotate`: seals the stored tokens under the first key of ENCRYPTION_KEYS. The app may run meanwhile, but
// not on the embedded PostgreSQL, which serves one program at a time.
await runProgram(async (parts) => {
  readEnvFile()
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const database = await openDatabase(checkEnvironment(process.env, say), parts, say)
  await checkWall(database.url)
  // What reaches secrets reads the environment by itself, once it is asked.
  process.env.DATABASE_URL = database.url
  const { rotateKeys } = await import('#lib/tokens/rotate-keys.ts')
  const { rotated, left } = await rotateKeys()
  process.stdout.write(`Sealed anew: ${rotated} portals.\n`)
  if (left > 0) throw new Problem(`${left} portals were being refreshed: run this again.`)
  process.stdout.write('No token is under an older key: the older keys may be taken out of ENCRYPTION_KEYS.\n')
})
