import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { db, type Transaction } from '#lib/db/client.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { selectFeedRows } from '#lib/feed/feed-rows.ts'
import { filterSql } from '#lib/feed/filter-sql.ts'
import { indexFeed } from '#lib/feed/index-feed.ts'
import { listPortalsToIndex } from '#lib/feed/list-portals-to-index.ts'
import { narrowFilter } from '#lib/feed/narrow-filter.ts'
import { foldText } from '#lib/feed/search-text.ts'
import { countActivity } from '#lib/insight/count-activity.ts'
import { selectNewest } from '#lib/visibility/select-newest.ts'
import { createTestDatabase } from '../../support/database.ts'
import { makePortal, makeWatches } from '../../support/factories.ts'

const made = [makePortal(1), makePortal(2)] as const
const [mine, theirs] = [made[0].portal, made[1].portal]
const items = 40_000
/** Newest of the rows that the postings know of, and some in the middle. */
const titles: Record<number, string> = {
  20000: 'Ёмкость № 5',
  20001: '保密契約書',
  20002: 'สัญญาเช่า',
  100: 'Lease of a crane',
}
const parts = new AsyncDisposableStack()
let owner: pg.Client

beforeAll(async () => {
  const database = await createTestDatabase()
  parts.defer(database.drop)
  process.env.DATABASE_URL = database.url
  parts.defer(() => db().$disconnect())
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  parts.defer(() => owner.end())
  await owner.query(`select set_config('app.portals', $1, false)`, [`${mine.id},${theirs.id}`])
  await db().portal.createMany({ data: [mine, theirs] })
  for (const {
    portal: { id: portalId },
    installation,
  } of made) {
    await inPortal(portalId, (tx) => tx.installation.create({ data: installation }))
    await inPortal(portalId, (tx) => tx.watch.createMany({ data: makeWatches(portalId) }))
    await owner.query(
      `insert into feed_item (portal_id, entity_type_id, item_id, revision, position, source, actor, title, search_text, created_at,
                              received_at, created_by_id)
       select $1, 31, n, n, n, 'EVENT', 'PERSON', title, title, now(), now(), 7
       from generate_series(1, $2::int) n cross join lateral (select 'invoice no ' || n as title) t`,
      [portalId, items],
    )
    await owner.query('insert into feed_head (portal_id, head_revision) values ($1, $2)', [portalId, items])
  }
  for (const [id, title] of Object.entries(titles))
    await owner.query(
      'update feed_item set title = $3, search_text = $4, created_by_id = 9 where portal_id = $1 and item_id = $2',
      [...[mine.id, id, title, foldText(title)]],
    )
  await owner.query('analyze feed_item')
  expect(await listPortalsToIndex()).toContain(mine.id)
  await indexFeed(mine.id)
  expect(await listPortalsToIndex()).toEqual([theirs.id])
}, 120_000)
afterAll(() => parts.disposeAsync())

/** How many rows of tables the transaction has read. */
async function rowsRead(tx: Transaction): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: bigint }[]>`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as count from pg_stat_xact_user_tables`
  return Number(row?.count ?? 0)
}

/** What a filter finds, and how many rows it reads for it. */
function search(portalId: string, filter: FeedFilter) {
  return inPortal(portalId, async (tx) => {
    const before = await rowsRead(tx)
    const condition = filterSql(filter, { all: '0', byType: {} })
    const rows = await selectFeedRows(tx, portalId, selectNewest(condition, { portalId, before: null, limit: 50 }))
    return { found: rows.map(({ item }) => item.itemId), read: (await rowsRead(tx)) - before }
  })
}

/** What is left beside what an index narrows down to: the rows that came since, and 1,000 of the newest ones. */
const little = 6_000

test.each<[FeedFilter, number[]]>([
  [{ q: 'crane' }, [100]],
  [{ q: 'ЁМКОСТЬ' }, [20_000]],
  [{ q: 'кос' }, [20_000]],
  [{ q: '契約' }, [20_001]],
  [{ q: '密' }, [20_001]],
  [{ q: 'เช่' }, [20_002]],
  [{ q: '#100' }, [100]],
  [{ q: 'of nobody' }, []],
  [{ createdBy: 9 }, [20_002, 20_001, 20_000, 100]],
  [{ createdBy: 5 }, []],
  [{ createdBy: 9, q: 'lease' }, [100]],
  [{ stageId: 'none' }, []],
  [{ q: 'of nobody', from: '2020-01-01' }, []],
])('%j reads no more of a large feed than of a small one', async (filter, found) => {
  const walked = await search(theirs.id, filter)
  expect(walked.read, 'one by one').toBeGreaterThan(items - 100)
  const indexed = await search(mine.id, filter)
  expect(indexed.found).toEqual(found)
  expect(indexed.read).toBeLessThan(little)
})

test('so does a chart of what a filter shows', async () => {
  const condition = filterSql({ createdBy: 9 }, { all: '0', byType: {} })
  const range = { from: new Date(0), to: new Date('2100-01-01'), bucket: 'day' as const, timeZone: 'UTC' }
  const heat = (portalId: string) =>
    inPortal(portalId, async (tx) => {
      const before = await rowsRead(tx)
      const filter = await narrowFilter(tx, portalId, condition)
      const { heat } = await countActivity(tx, portalId, { whole: [31], items: [], filter }, range)
      return { count: heat.reduce((sum, cell) => sum + cell.count, 0), read: (await rowsRead(tx)) - before }
    })
  expect((await heat(theirs.id)).read, 'one by one').toBeGreaterThan(items - 100)
  const counted = await heat(mine.id)
  expect(counted.count).toBe(4)
  expect(counted.read).toBeLessThan(little)
})

test('the postings of a portal tell another one nothing', async () => {
  const mayRead = (portalId: string) => inPortal(portalId, (tx) => tx.searchPosting.count())
  expect(await mayRead(mine.id)).toBeGreaterThan(100)
  expect(await mayRead(theirs.id)).toBe(0)
  expect((await search(theirs.id, { createdBy: 9 })).found).toEqual([])
})

test('of a portal that uninstalled the app nothing is indexed', async () => {
  const standing = (status: 'ACTIVE' | 'UNINSTALLED') =>
    inPortal(theirs.id, (tx) => tx.installation.update({ where: { portalId: theirs.id }, data: { status } }))
  await standing('UNINSTALLED')
  expect(await listPortalsToIndex()).toEqual([])
  await indexFeed(theirs.id)
  expect(await inPortal(theirs.id, (tx) => tx.searchProgress.count())).toBe(0)
  await standing('ACTIVE')
  expect(await listPortalsToIndex()).toEqual([theirs.id])
})

test('segments below the oldest row go', async () => {
  const segments = async () =>
    (
      await owner.query('select distinct segment from search_posting where portal_id = $1 order by 1', [mine.id])
    ).rows.map((row) => row.segment)
  expect(await segments()).toEqual([0, 1, 2])
  await owner.query('delete from feed_item where portal_id = $1 and position <= 17000', [mine.id])
  await owner.query('update feed_head set head_revision = head_revision + 4096 where portal_id = $1', [mine.id])
  await indexFeed(mine.id)
  expect(await segments()).toEqual([1, 2])
})
