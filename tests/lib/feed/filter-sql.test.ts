import { PrismaPg } from '@prisma/adapter-pg'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import { type FeedFilter, matchesFilter } from '#lib/feed/feed-filter.ts'
import type { PresentItem } from '#lib/feed/feed-item.ts'
import { selectFeedRows } from '#lib/feed/feed-rows.ts'
import { filterSql } from '#lib/feed/filter-sql.ts'
import { foundNames } from '#lib/feed/found-names.ts'
import { indexFeed } from '#lib/feed/index-feed.ts'
import { readKnownNames } from '#lib/feed/read-known-names.ts'
import { foldText, searchTerms } from '#lib/feed/search-text.ts'
import type { SeenMarks } from '#lib/feed/seen-marks.ts'
import { createTestDatabase } from '../../support/database.ts'
import { makeDirectory, makeFeedItems, makePortal, makeWatches } from '../../support/factories.ts'

const { portal, installation } = makePortal(1)
/** Many rows apart, so that they stand in several segments of the postings, and some in none. */
const apart = 700n
const rows = makeFeedItems({ portalId: portal.id, seed: 1, count: 300, firstItemId: 1 }).map((row) => ({
  ...row,
  position: BigInt(row.position) * apart,
  revision: BigInt(row.revision) * apart,
}))
const parts = new AsyncDisposableStack()
let client: PrismaClient
let items: PresentItem[]

/** Letters that fold, that `like` treats in its own way, and of languages without spaces. */
const letters = [
  'Ё',
  'е',
  'ß',
  'SS',
  'İ',
  'ı',
  'Σ',
  'ς',
  '%',
  '_',
  '\\',
  "'",
  ' ',
  '合',
  '同',
  'が',
  'า',
  'é',
  'E',
  '2',
  '№',
]
const title = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''))

beforeAll(async () => {
  const database = await createTestDatabase()
  parts.defer(database.drop)
  process.env.DATABASE_URL = database.url
  parts.defer(() => db().$disconnect())
  client = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url, options: '-c role=spf_app' }) })
  parts.defer(() => client.$disconnect())
  const titles = fc.sample(title, { numRuns: 300, seed: 7 })
  await client.portal.create({ data: portal })
  await inPortal(async (tx) => {
    // What is older than the decision to follow its type is in the feed, too.
    const watches = makeWatches(portal.id).map((watch, n) => (n === 0 ? { ...watch, tickedItemId: 150n } : watch))
    await tx.watch.createMany({
      data: watches.map((watch) => ({ ...watch, hasCategories: watch.entityTypeId === 1036n ? false : null })),
    })
    await tx.directoryEntry.createMany({ data: makeDirectory(portal.id) })
    const data = rows.map((row, n) => ({ ...row, title: titles[n] ?? '', searchText: foldText(titles[n] ?? '') }))
    await tx.feedItem.createMany({ data })
    await tx.installation.create({ data: installation })
    await tx.feedHead.create({ data: { portalId: portal.id, headRevision: 300n * apart } })
  })
})
afterAll(() => parts.disposeAsync())

function inPortal<T>(work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return client.$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.portals', ${portal.id}, true)`
    return work(tx)
  })
}

async function read(
  filter: FeedFilter,
  seen: SeenMarks = { all: '0', byType: {} },
  { below = null, limit = 1_000 }: { below?: bigint | null; limit?: number } = {},
): Promise<PresentItem[]> {
  const rows = await inPortal(async (tx) => {
    const found = foundNames(searchTerms(filter.q ?? ''), await readKnownNames(tx, portal.id))
    const { where, ...condition } = filterSql(filter, seen, found)
    return selectFeedRows(tx, portal.id, {
      ...condition,
      where: Prisma.join([Prisma.sql`i.removed_at is null and i.position < ${below ?? 10n ** 15n}`, ...where], ' and '),
      ...{ below, limit },
      orderBy: Prisma.sql`i.position desc`,
    })
  })
  return rows.map((row) => row.item)
}

const types = [1220, 1036, 177, 147, 31]
const moment = fc.date({ min: new Date('2026-11-17'), max: new Date('2026-11-21'), noInvalidDate: true })
const edge = fc
  .oneof(moment, fc.constantFrom(...rows.map((row) => new Date(row.createdAt))))
  .map((date) => date.toISOString())
const filters = fc.record(
  {
    entityTypeId: fc.constantFrom(...types, 5),
    q: fc.oneof(title, fc.constantFrom('22', '#7', '№ 9', 'No. 100', 'no', '  ')),
    createdBy: fc.constantFrom(1, 7, 9, 11),
    assignedTo: fc.constantFrom(0, 1, 7, 9, 11),
    stageId: fc.constantFrom('DT1220_3:NEW', 'DT31_2:P', 'none', 'DT31_2:P,DT1220_3:NEW', 'none,DT1220_3:NEW', ','),
    categoryId: fc.constantFrom(3, 4, 13, 99),
    actor: fc.constantFrom('person', 'automation', 'unknown'),
    source: fc.constantFrom('event', 'catch-up'),
    from: fc.oneof(edge, fc.constant('2026-11-19')),
    to: fc.oneof(edge, fc.constant('2026-11-19')),
    unread: fc.boolean(),
  },
  { requiredKeys: [] },
)
const positions = (maxLength: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 300 }), { maxLength })
    .map((all) => all.sort((left, right) => right - left).map((place) => String(BigInt(place) * apart)))
const position = fc.nat(300).map((place) => String(BigInt(place) * apart))
const marks = fc.record({
  all: position,
  byType: fc.dictionary(fc.constantFrom(...types.map(String)), position),
  seenRows: positions(40),
  unreadRows: positions(5),
})

/** Few of them at a time: with all of them nothing would be left to find. */
const fewFilters = fc
  .tuple(filters, fc.array(fc.nat(10), { maxLength: 2 }))
  .map(([all, kept]) => Object.fromEntries(Object.entries(all).filter((_, n) => kept.includes(n))))

/** Parts of what rows show, as somebody may type them. */
const shown = fc.constantFrom(
  ...[
    'mark',
    'OLSEN',
    'ann',
    'e',
    'eva brandt',
    'retail',
    'General',
    'review',
    'declined',
    'new mark',
    'ann wholesale',
  ],
  ...rows
    .slice(0, 40)
    .flatMap(({ amount, itemId }) => (amount ? [String(amount), `${Math.trunc(Number(amount))}`] : [`#${itemId}`])),
  ...['10', '100', '1.5', '0'],
)

/** Reads what has been recorded anew, with changes and removals that come after, or before, what the postings know. */
async function index() {
  await indexFeed(portal.id)
  await inPortal(async (tx) => {
    const changed = Prisma.sql`update feed_item set revision = revision + 300000,`
    await tx.$executeRaw`${changed} title = 'ЁЛКА 22 合同', search_text = ${foldText('ЁЛКА 22 合同')} where item_id % 7 = 0`
    await tx.$executeRaw`${changed} stage_id = 'none', created_by_id = 11, assigned_by_id = null where item_id % 11 = 0`
  })
  await inPortal((tx) => tx.feedHead.update({ where: { portalId: portal.id }, data: { headRevision: 515_000n } }))
  await indexFeed(portal.id)
  await inPortal(
    (tx) => tx.$executeRaw`
    update feed_item set revision = revision + 600000, title = 'в конце', search_text = ${foldText('в конце')} where item_id % 13 = 0`,
  )
  const [progress] = await inPortal((tx) => tx.searchProgress.findMany())
  expect(progress?.throughRevision).toBe(512_000n)
}

describe.each(['walked', 'indexed'])('a feed that is %s', (how) => {
  beforeAll(async () => {
    if (how === 'indexed') await index()
    items = await read({})
  })

  test('PostgreSQL and the browser understand every filter alike', async () => {
    expect(items).toHaveLength(300)
    expect(items.filter((item) => item.isHistory).length).toBeGreaterThan(10)
    await fc.assert(
      fc.asyncProperty(fewFilters, marks, async (filter, seen) => {
        const wanted = items.filter((item) => matchesFilter(item, filter as FeedFilter, seen))
        expect((await read(filter as FeedFilter, seen)).map((item) => item.id)).toEqual(wanted.map((item) => item.id))
      }),
      { numRuns: 120 },
    )
  }, 60_000)

  test('a span begins with its first moment and ends before its last', async () => {
    const [{ id, createdAt } = { id: '', createdAt: '' }] = items
    const holds = async (filter: FeedFilter) => (await read(filter)).some((item) => item.id === id)
    expect([await holds({ from: createdAt }), await holds({ to: createdAt })]).toEqual([true, false])
    expect(
      items.filter((item) => matchesFilter(item, { from: createdAt, to: createdAt }, { all: '0', byType: {} })),
    ).toEqual([])
  })

  test('so do they what has been seen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), marks, async (unread, seen) => {
        const wanted = items.filter((item) => matchesFilter(item, { unread }, seen))
        expect((await read({ unread }, seen)).map((item) => item.id)).toEqual(wanted.map((item) => item.id))
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  test('so do they every search', async () => {
    await fc.assert(
      fc.asyncProperty(title, async (q) => {
        const wanted = items.filter((item) => matchesFilter(item, { q }, { all: '0', byType: {} }))
        expect((await read({ q })).map((item) => item.id)).toEqual(wanted.map((item) => item.id))
      }),
      { numRuns: 80 },
    )
  }, 60_000)

  test('so do they what is found by what else a row shows', async () => {
    const found = new Set<string>()
    await fc.assert(
      fc.asyncProperty(shown, fc.constantFrom('', ' ann', ' e', ' declined'), async (first, second) => {
        const q = first + second
        const wanted = items.filter((item) => matchesFilter(item, { q }, { all: '0', byType: {} }))
        if (wanted.length > 0) found.add(q)
        expect((await read({ q })).map((item) => item.id)).toEqual(wanted.map((item) => item.id))
      }),
      { numRuns: 120 },
    )
    expect(found.size).toBeGreaterThan(10)
  }, 60_000)

  test('a page is the newest of what there is below its cursor', async () => {
    await fc.assert(
      fc.asyncProperty(fewFilters, fc.nat(310), fc.integer({ min: 1, max: 4 }), async (filter, place, limit) => {
        const below = BigInt(place) * apart
        const seen = { all: '0', byType: {} }
        const wanted = items.filter(
          (item) => BigInt(item.position) < below && matchesFilter(item, filter as FeedFilter, seen),
        )
        const page = await read(filter as FeedFilter, seen, { below, limit })
        expect(page.map((item) => item.id)).toEqual(wanted.slice(0, limit).map((item) => item.id))
      }),
      { numRuns: 80 },
    )
  }, 60_000)
})

test('rows of a type that is no longer followed are not there', async () => {
  await inPortal(async (tx) => {
    await tx.watch.deleteMany({ where: { entityTypeId: 31n } })
  })
  expect(new Set((await read({})).map((item) => item.entityTypeId))).toEqual(new Set([1220, 1036, 177, 147]))
})
