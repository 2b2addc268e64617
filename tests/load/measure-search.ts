import { compareRounds } from './compare-rounds.ts'
import { alternate, drive } from './drive.ts'
import { fillPortal } from './fill-portal.ts'
import { bearer, send } from './http.ts'
import { installPortal } from './install-portal.ts'
import { signInAdmins } from './sign-in-admins.ts'
import type { Bench } from './start-bench.ts'
import type { Row } from './table.ts'

const FEW = 1_000
const TIMES = 100
const ROUND_MS = 500
const ADMINS = 15

/** Searching 100,000 rows beside searching 1,000: for a word of many titles, for one of none, for somebody who made nothing. */
export async function measureSearch(bench: Bench): Promise<Row[]> {
  const few = await installPortal(bench)
  const many = await installPortal(bench)
  await fillPortal(bench, few.id, FEW)
  await fillPortal(bench, many.id, FEW, TIMES)
  const ofFew = await signInAdmins(bench, few, ADMINS)
  const ofMany = await signInAdmins(bench, many, ADMINS)
  const search = async (nextToken: () => string, query: string, rows: number) => {
    const { body } = await send(`${bench.appUrl}/api/feed?limit=50&${query}`, { headers: bearer(nextToken()) })
    if (JSON.parse(body).items.length !== rows) throw new Error(`A search has not ${rows} rows: ${body.slice(0, 200)}`)
  }
  const round = (nextToken: () => string, query: string, rows: number) => () =>
    drive(1, ROUND_MS, () => search(nextToken, query, rows))
  const rounds = await alternate(3, {
    fewCommon: round(ofFew, 'q=contract', 50),
    manyCommon: round(ofMany, 'q=contract', 50),
    fewNothing: round(ofFew, 'q=no+such+thing', 0),
    manyNothing: round(ofMany, 'q=no+such+thing', 0),
    fewNobody: round(ofFew, 'createdBy=99', 0),
    manyNobody: round(ofMany, 'createdBy=99', 0),
  })
  return [
    compareRounds('a common word in 100,000 rows : in 1,000', rounds.manyCommon, rounds.fewCommon),
    compareRounds('a word of no title in 100,000 rows : in 1,000', rounds.manyNothing, rounds.fewNothing),
    compareRounds('items of nobody in 100,000 rows : in 1,000', rounds.manyNobody, rounds.fewNobody),
  ]
}
