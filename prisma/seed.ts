import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '#lib/db/generated/client.ts'
import { migrate } from '#lib/db/migrate.ts'
import { openDatabase } from '#lib/launch/open-database.ts'
import { readCommand } from '#lib/launch/read-command.ts'
import { runProgram } from '#lib/launch/run-program.ts'
import { parseDatabaseEnv } from '#lib/platform/parse-env.ts'
import { Problem } from '#lib/platform/problem.ts'
import { makeDirectory, makeFeedItems, makePortal, makeReceipts, makeWatches } from '../tests/support/factories.ts'

readCommand(`
npm run db:seed

Adds one sample portal with a long feed and no tokens to the database of DATABASE_URL, or to the embedded one. A second run adds
nothing.
`)

const SEED = 2026
const FEED_ITEMS = 3_000
/** One statement takes 32,767 values. */
const ROWS_PER_INSERT = 2_000

// `npm run db:seed`: one sample portal with a long feed and no tokens. A second run adds nothing.
await runProgram(async (parts) => {
  const quiet = () => {}
  const read = parseDatabaseEnv(process.env)
  if ('problems' in read) throw new Problem(read.problems.join('\n'))
  const database = await openDatabase(read.env, parts, quiet)
  await migrate(database.ownerUrl, { log: quiet })
  const client = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url }) })
  parts.defer(() => client.$disconnect())

  const { portal, installation } = makePortal(SEED)
  const { id: portalId } = portal
  const feedItems = makeFeedItems({ portalId, seed: SEED, count: FEED_ITEMS })
  const receipts = makeReceipts({ portalId, seed: SEED, items: feedItems })
  const skipDuplicates = true
  const added = await client.$transaction(
    async (tx) => {
      // What row-level security lets this transaction touch.
      await tx.$executeRaw`select set_config('app.portals', ${portalId}, true)`
      await tx.portal.createMany({ data: portal, skipDuplicates })
      await tx.installation.createMany({ data: installation, skipDuplicates })
      await tx.feedHead.createMany({ data: { portalId, headRevision: BigInt(FEED_ITEMS) }, skipDuplicates })
      await tx.watch.createMany({ data: makeWatches(portalId), skipDuplicates })
      await tx.directoryEntry.createMany({ data: makeDirectory(portalId), skipDuplicates })
      await tx.receipt.createMany({ data: receipts, skipDuplicates })
      let count = 0
      for (let start = 0; start < feedItems.length; start += ROWS_PER_INSERT) {
        const data = feedItems.slice(start, start + ROWS_PER_INSERT)
        count += (await tx.feedItem.createMany({ data, skipDuplicates })).count
      }
      return count
    },
    { timeout: 60_000 },
  )
  const { host, pathname } = new URL(database.url)
  process.stdout.write(`${portal.domain} in ${host}${pathname}: ${added} feed items added, ${FEED_ITEMS} in all.\n`)
})
