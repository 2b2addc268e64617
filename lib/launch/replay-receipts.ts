import { checkWall } from '#lib/db/check-wall.ts'
import { Problem } from '#lib/platform/problem.ts'
import { checkEnvironment } from './check-environment.ts'
import { openDatabase } from './open-database.ts'
import { readEnvFile } from './read-env-file.ts'
import { runProgram } from './run-program.ts'
import { tellHelp } from './tell-help.ts'

tellHelp(`
npm run receipts:replay -- [DOMAIN]

Puts what is parked or waits for a later try back into the queue, of one portal or of all. A running app tries it; the embedded
PostgreSQL serves one program at a time, so stop the app first there.
`)

// `npm run receipts:replay [domain]`: puts what is parked or waits for later back into the queue, of one portal or of all. The
// app tries them; on the embedded PostgreSQL, which serves one program at a time, when it is started again.
await runProgram(async (parts) => {
  readEnvFile()
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  const database = await openDatabase(checkEnvironment(process.env, say), parts, say)
  await checkWall(database.url)
  process.env.DATABASE_URL = database.url
  const { db } = await import('#lib/db/client.ts')
  const { replayReceipts } = await import('#lib/confirmation/replay-receipts.ts')
  const domain = process.argv[2]
  const portals = await db().portal.findMany({ where: domain ? { domain } : {}, select: { id: true } })
  if (domain && portals.length === 0) throw new Problem(`No portal has the domain ${domain}.`)
  let replayed = 0
  for (const { id } of portals) replayed += await replayReceipts(id, null)
  process.stdout.write(`Put back into the queue: ${replayed} receipts.\n`)
})
