import { encodeCursor } from '#lib/feed/feed-cursor.ts'
import { compareRounds } from './compare-rounds.ts'
import { alternate, drive, type Round } from './drive.ts'
import { fillPortal } from './fill-portal.ts'
import { bearer, send } from './http.ts'
import { installPortal } from './install-portal.ts'
import { runInside } from './run-inside.ts'
import { signInAdmins } from './sign-in-admins.ts'
import type { Bench } from './start-bench.ts'
import type { Row } from './table.ts'

const FEED_ITEMS = 20_000
const DEPTH = 10_000
const ROUND_MS = 500
const ADMINS = 15

/** A page of the feed among 20,000 rows, beside an empty page, and deep paging by cursor beside OFFSET. */
export async function measureReads(bench: Bench): Promise<Row[]> {
  const empty = await installPortal(bench)
  const full = await installPortal(bench)
  await fillPortal(bench, full.id, FEED_ITEMS)
  const deep = `&before=${encodeCursor({ part: 'new', position: BigInt(FEED_ITEMS - DEPTH + 1) })}`
  const ofEmpty = await signInAdmins(bench, empty, ADMINS)
  const ofFull = await signInAdmins(bench, full, ADMINS)
  const read = async (nextToken: () => string, rows: number, query = '') => {
    const { body } = await send(`${bench.appUrl}/api/feed?limit=50${query}`, { headers: bearer(nextToken()) })
    if (JSON.parse(body).items.length !== rows) throw new Error(`A page has not ${rows} rows: ${body.slice(0, 200)}`)
  }
  // Whoever reads for the first time waits until the portal has said whether it is an admin.
  for (let n = 0; n < ADMINS; n += 1) await Promise.all([read(ofEmpty, 0), read(ofFull, 50)])
  const pages = await alternate(3, {
    empty: () => drive(1, ROUND_MS, () => read(ofEmpty, 0)),
    first: () => drive(1, ROUND_MS, () => read(ofFull, 50)),
    deep: () => drive(1, ROUND_MS, () => read(ofFull, 50, deep)),
  })
  const args = [full.id, String(FEED_ITEMS), String(DEPTH)]
  const paging = await runInside<Record<'keyset' | 'offset', Round[]>>(
    bench,
    new URL('./paging-rounds.ts', import.meta.url),
    args,
  )
  return [
    compareRounds('page of 50 of 20,000 rows : empty page', pages.first, pages.empty),
    compareRounds('page of 50 at depth 10,000 : first page', pages.deep, pages.first),
    compareRounds('query at depth 10,000, by cursor : by OFFSET', paging.keyset, paging.offset),
  ]
}
