import { compareRounds } from './compare-rounds.ts'
import { alternate, drive } from './drive.ts'
import { fillPortal } from './fill-portal.ts'
import { bearer, send } from './http.ts'
import { type BenchPortal, installPortal } from './install-portal.ts'
import type { Bench } from './start-bench.ts'
import type { Row } from './table.ts'

const FEW = 1_000
const TIMES = 100
const ROUND_MS = 500

/** Searching 100,000 rows beside searching 1,000: for a word of many titles, for one of none, for somebody who made nothing. */
export async function measureSearch(bench: Bench): Promise<Row[]> {
  const few = await installPortal(bench)
  const many = await installPortal(bench)
  await fillPortal(bench, few.id, FEW)
  await fillPortal(bench, many.id, FEW, TIMES)
  const search = async (portal: BenchPortal, query: string, rows: number) => {
    const { body } = await send(`${bench.appUrl}/api/feed?limit=50&${query}`, { headers: bearer(portal.token) })
    if (JSON.parse(body).items.length !== rows) throw new Error(`A search has not ${rows} rows: ${body.slice(0, 200)}`)
  }
  const round = (portal: BenchPortal, query: string, rows: number) => () =>
    drive(1, ROUND_MS, () => search(portal, query, rows))
  const rounds = await alternate(3, {
    fewCommon: round(few, 'q=contract', 50),
    manyCommon: round(many, 'q=contract', 50),
    fewNothing: round(few, 'q=no+such+thing', 0),
    manyNothing: round(many, 'q=no+such+thing', 0),
    fewNobody: round(few, 'createdBy=99', 0),
    manyNobody: round(many, 'createdBy=99', 0),
  })
  return [
    compareRounds('a common word in 100,000 rows : in 1,000', rounds.manyCommon, rounds.fewCommon),
    compareRounds('a word of no title in 100,000 rows : in 1,000', rounds.manyNothing, rounds.fewNothing),
    compareRounds('items of nobody in 100,000 rows : in 1,000', rounds.manyNobody, rounds.fewNobody),
  ]
}
