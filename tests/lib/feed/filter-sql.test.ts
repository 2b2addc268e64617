import { PrismaPg } from '@prisma/adapter-pg'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import { type FeedFilter, matchesFilter } from '#lib/feed/feed-filter.ts'
import type { PresentItem } from '#lib/feed/feed-item.ts'
import { selectFeedRows } from '#lib/feed/feed-rows.ts'
import { filterSql } from '#lib/feed/filter-sql.ts'
import { foundNames } from '#lib/feed/found-names.ts'
import { readKnownNames } from '#lib/feed/read-known-names.ts'
import { foldText, searchTerms } from '#lib/feed/search-text.ts'
import type { SeenMarks } from '#lib/feed/seen-marks.ts'
import { createTestDatabase } from '../../support/database.ts'
import { makeDirectory, makeFeedItems, makePortal, makeWatches } from '../../support/factories.ts'

const { portal } = makePortal(1)
const rows = makeFeedItems({ portalId: portal.id, seed: 1, count: 300, firstItemId: 1 })
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
  })
  items = await read({})
})
afterAll(() => parts.disposeAsync())

function inPortal<T>(work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
  return client.$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('app.portals', ${portal.id}, true)`
    return work(tx)
  })
}

async function read(filter: FeedFilter, seen: SeenMarks = { all: '0', byType: {} }): Promise<PresentItem[]> {
  const rows = await inPortal(async (tx) => {
    const found = foundNames(searchTerms(filter.q ?? ''), await readKnownNames(tx, portal.id))
    const { where, ...condition } = filterSql(filter, seen, found)
    return selectFeedRows(tx, portal.id, {
      ...condition,
      where: Prisma.join([Prisma.sql`i.removed_at is null`, ...where], ' and '),
      orderBy: Prisma.sql`i.position desc`,
      limit: 1_000,
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
    .map((all) => all.sort((left, right) => right - left).map(String))
const marks = fc.record({
  all: fc.nat(300).map(String),
  byType: fc.dictionary(fc.constantFrom(...types.map(String)), fc.nat(300).map(String)),
  seenRows: positions(40),
  unreadRows: positions(5),
})

/** Few of them at a time: with all of them nothing would be left to find. */
const fewFilters = fc
  .tuple(filters, fc.array(fc.nat(10), { maxLength: 2 }))
  .map(([all, kept]) => Object.fromEntries(Object.entries(all).filter((_, n) => kept.includes(n))))

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

test('rows of a type that is no longer followed are not there', async () => {
  await inPortal(async (tx) => {
    await tx.watch.deleteMany({ where: { entityTypeId: 31n } })
  })
  expect(new Set((await read({})).map((item) => item.entityTypeId))).toEqual(new Set([1220, 1036, 177, 147]))
})
