import { Prisma } from '#lib/db/generated/client.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { selectFeedRows } from '#lib/feed/feed-rows.ts'
import { alternate, drive } from './drive.ts'

// Called with a portal's id, the number of its rows and a depth: the page at that depth by the cursor, and the same by OFFSET.
const [, , portalId = '', rows = '', depth = ''] = process.argv
const ROUND_MS = 400

const page = (paging: { where: Prisma.Sql; orderBy: Prisma.Sql }) =>
  inPortal(portalId, (tx) => selectFeedRows(tx, portalId, { ...paging, limit: 50 }))
const orderBy = Prisma.sql`i.position desc`
const cursor = BigInt(Number(rows) - Number(depth) + 1)
const rounds = await alternate(3, {
  keyset: () =>
    drive(1, ROUND_MS, () => page({ where: Prisma.sql`i.removed_at is null and i.position < ${cursor}`, orderBy })),
  offset: () =>
    drive(1, ROUND_MS, () =>
      page({ where: Prisma.sql`i.removed_at is null`, orderBy: Prisma.sql`${orderBy} offset ${Number(depth)}` }),
    ),
})
process.stdout.write(JSON.stringify(rounds), () => process.exit(0))
