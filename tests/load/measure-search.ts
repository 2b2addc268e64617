import { compareRounds } from './compare-rounds.ts'
import { alternate, drive, type Round } from './drive.ts'
import { fillPortal } from './fill-portal.ts'
import { bearer, send } from './http.ts'
import { type BenchPortal, installPortal } from './install-portal.ts'
import { runInside } from './run-inside.ts'
import { signInAdmins } from './sign-in-admins.ts'
import { type Bench, seePortal } from './start-bench.ts'
import type { Row } from './table.ts'

const TITLES = 1_000
const FEW = 8_000
const ROUND_MS = 500
const ADMINS = 15
/** The last of the days that the rows are of. */
const DAY = 'from=2026-11-19T16:00:00Z&to=2026-11-20T16:00:00Z&bucket=hour'
const MONTH = 'from=2026-10-21T16:00:00Z&to=2026-11-20T16:00:00Z&bucket=day'

const SEARCHES = {
  'a common word': { path: 'feed?limit=50&q=contract', rows: 50, limit: 1.5 },
  'a word of one title': { path: 'feed?limit=50&q=zebra', rows: 1, limit: 2 },
  'a word of no title': { path: 'feed?limit=50&q=no+such+thing', rows: 0, limit: 2 },
  'items of nobody': { path: 'feed?limit=50&createdBy=99', rows: 0, limit: 2 },
  'activity of 24 hours': { path: `activity?${DAY}`, rows: null, limit: 1.5 },
  'activity of 30 days': { path: `activity?${MONTH}`, rows: null, limit: 1.5 },
} as const

type Search = (typeof SEARCHES)[keyof typeof SEARCHES]

/** Searching and counting a feed of many rows beside one of 8,000 in the same database; and what a row takes. */
export async function measureSearch(bench: Bench, many: number): Promise<Row[]> {
  const few = await readyPortal(bench, FEW)
  const large = await readyPortal(bench, many)
  const rounds = await alternate(3, {
    ...roundsOf('few', (search) => () => drive(1, ROUND_MS, () => ask(bench, few.nextToken, search))),
    ...roundsOf('many', (search) => () => drive(1, ROUND_MS, () => ask(bench, large.nextToken, search))),
  })
  const of = (name: string): Round[] => rounds[name] ?? []
  const ratios = Object.entries(SEARCHES).map(([name, { limit }]) => ({
    ...compareRounds(`${name}, ${many} rows : ${FEW}`, of(`many ${name}`), of(`few ${name}`)),
    reach: { limit },
  }))
  return [...ratios, await measureStorage(bench, many)]
}

function roundsOf(
  which: string,
  round: (search: Search) => () => Promise<Round>,
): Record<string, () => Promise<Round>> {
  return Object.fromEntries(Object.entries(SEARCHES).map(([name, search]) => [`${which} ${name}`, round(search)]))
}

async function ask({ appUrl }: Bench, nextToken: () => string, { path, rows }: Search): Promise<void> {
  const { body } = await send(`${appUrl}/api/${path}`, { headers: bearer(nextToken()) })
  const found: number | null = JSON.parse(body).items?.length ?? null
  if (found !== rows) throw new Error(`A search has not ${rows} rows: ${body.slice(0, 200)}`)
}

/** A portal with so many rows, one of which has a word of its own, indexed as after some minutes; its admins take turns. */
async function readyPortal(bench: Bench, count: number) {
  const portal: BenchPortal = await installPortal(bench)
  await fillPortal(bench, portal.id, TITLES, count / TITLES)
  await seePortal(
    bench,
    portal.id,
    (tx) => tx.$executeRaw`
      update feed_item set title = 'Zebra', search_text = 'zebra' where portal_id = ${portal.id}::uuid and position = 1`,
  )
  await runInside(bench, new URL('./index-portal.ts', import.meta.url), [portal.id])
  await bench.db.$executeRaw`vacuum analyze feed_count, search_posting`
  return { id: portal.id, nextToken: await signInAdmins(bench, portal, ADMINS) }
}

/** What a row of the feed takes on disk, beside its own columns: the indexes, the postings and the counts. */
async function measureStorage({ db }: Bench, many: number): Promise<Row> {
  const [size] = await db.$queryRaw<{ rows: bigint; indexes: bigint; postings: bigint; counts: bigint }[]>`
    select pg_relation_size('feed_item') as rows, pg_indexes_size('feed_item') as indexes,
           pg_total_relation_size('search_posting') as postings, pg_total_relation_size('feed_count') as counts`
  const each = (bytes: bigint | undefined) => Math.round(Number(bytes ?? 0n) / (many + FEW))
  const [rows, indexes, postings, counts] = [size?.rows, size?.indexes, size?.postings, size?.counts].map(each)
  return {
    ratio: (Number(indexes) + Number(postings) + Number(counts)) / Number(rows),
    what: 'storage of an item : its row',
    measured: `${indexes} bytes of indexes, ${postings} of postings, ${counts} of counts`,
    baseline: `${rows} bytes`,
  }
}
