import { PrismaPg } from '@prisma/adapter-pg'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import { type Counted, countActivity } from '#lib/insight/count-activity.ts'
import { createTestDatabase } from '../../support/database.ts'
import { makeFeedItems, makePortal } from '../../support/factories.ts'

const [mine, theirs] = [makePortal(1).portal, makePortal(2).portal]
const parts = new AsyncDisposableStack()
let client: PrismaClient
/** On a machine with much else to do. */
const slow = { timeout: 60_000 }
const types = [1220, 1036, 177, 147, 31]
const everything = { where: [], filter: Prisma.sql`true`, isSpan: false, narrowing: null }
const now = new Date('2026-11-20T16:07:30.123Z')
const month = {
  ...{ from: new Date(now.getTime() - 30 * 86_400_000), to: now },
  ...{ bucket: 'day' as const, timeZone: 'Europe/Berlin' },
}

beforeAll(async () => {
  const database = await createTestDatabase()
  parts.defer(database.drop)
  client = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url, options: '-c role=spf_app' }) })
  parts.defer(() => client.$disconnect())
  for (const portal of [mine, theirs]) {
    await client.portal.create({ data: portal })
    const data = makeFeedItems({ portalId: portal.id, seed: 1, count: 1_000, firstItemId: 1 })
    await inPortal(portal.id, (tx) => tx.feedItem.createMany({ data }))
  }
})
afterAll(() => parts.disposeAsync())

function inPortal<T>(portalId: string, work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return client.$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.portals', ${portalId}, true)`
    return work(tx)
  }, slow)
}

const count = (filter: Counted['filter'], range: Parameters<typeof countActivity>[3], whole = types) =>
  inPortal(mine.id, (tx) => countActivity(tx, mine.id, { whole, items: [], filter }, range))

/** Rows that this connection's statements have fetched from tables, so far. */
async function rowsRead(portalId: string, work: (tx: Prisma.TransactionClient) => Promise<unknown>): Promise<number> {
  return inPortal(portalId, async (tx) => {
    const fetched = async () => {
      const [row] = await tx.$queryRaw<{ count: bigint }[]>`
        select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as count from pg_stat_xact_user_tables`
      return Number(row?.count ?? 0)
    }
    const before = await fetched()
    await work(tx)
    return (await fetched()) - before
  })
}

const places = fc.uniqueArray(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 60 })
const writes = fc.record({
  items: places,
  set: fc.constantFrom(
    Prisma.sql`removed_at = now()`,
    Prisma.sql`removed_at = null`,
    Prisma.sql`actor = 'AUTOMATION'`,
    Prisma.sql`actor = 'PERSON', title = 'another'`,
    Prisma.sql`created_at = created_at - interval '100 minutes'`,
    Prisma.sql`updated_at = now()`,
    null,
  ),
})

test('what is kept by quarters of an hour is what there is, whatever becomes of the items', async () => {
  const differences = () =>
    inPortal(
      mine.id,
      (tx) => tx.$queryRaw<object[]>`
        with counted as (
          select entity_type_id, quarter_of(created_at) as quarter, count(*) filter (where removed_at is null)::int as items,
                 count(*) filter (where removed_at is null and actor = 'AUTOMATION')::int as by_automation,
                 count(removed_at)::int as removed
          from feed_item group by 1, 2
        ), kept as (select entity_type_id, quarter, items, by_automation, removed from feed_count)
        (table counted except table kept) union all (select * from kept where items + removed <> 0 except table counted)`,
    )
  expect(await differences()).toEqual([])
  await fc.assert(
    fc.asyncProperty(writes, async ({ items, set }) => {
      await inPortal(mine.id, async (tx) => {
        const which = Prisma.sql`where item_id = any (${items.map(BigInt)}::bigint[])`
        if (set) await tx.$executeRaw`update feed_item set ${set} ${which}`
        else await tx.$executeRaw`delete from feed_item ${which}`
      })
      expect(await differences()).toEqual([])
    }),
    { numRuns: 60 },
  )
  const left = await inPortal(theirs.id, (tx) => tx.feedCount.aggregate({ _sum: { items: true } }))
  expect(left._sum.items, 'another portal counts for itself').toBe(1_000)
})

const zones = ['UTC', 'Europe/Berlin', 'Asia/Kathmandu', '+01:30', '+00:07']

test('counts that are kept say what counting says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.date({ min: new Date('2026-11-05'), max: new Date('2026-11-21'), noInvalidDate: true }),
      fc.integer({ min: 1, max: 5 * 86_400_000 }),
      fc.constantFrom('hour' as const, 'day' as const),
      fc.constantFrom(...zones),
      fc.subarray(types),
      async (from, lengthMs, bucket, timeZone, whole) => {
        const range = { from, to: new Date(from.getTime() + lengthMs), bucket, timeZone }
        expect(await count(null, range, whole)).toEqual(await count(everything, range, whole))
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('a chart reads what was counted, however many items there are', async () => {
  const rows = (filter: Counted['filter']) =>
    rowsRead(theirs.id, (tx) => countActivity(tx, theirs.id, { whole: types, items: [], filter }, month))
  await inPortal(
    theirs.id,
    (tx) => tx.$executeRaw`
      insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, created_at, received_at)
      select portal_id, entity_type_id, item_id + n * 10000, revision + n * 10000, position + n * 10000, source, actor, title,
             created_at, received_at from feed_item, generate_series(1, 19) n`,
  )
  expect(await rows(everything), 'one by one').toBeGreaterThan(19_000)
  // No more than the quarters of an hour in which something was created, and the version before of each, which an open
  // transaction of any other test keeps.
  expect(await rows(null)).toBeLessThan(2_200)
})
