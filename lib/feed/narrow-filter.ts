import 'server-only'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import type { FilterSql } from './filter-sql.ts'
import { findPositions } from './find-positions.ts'
import { readIndexedThrough } from './read-indexed-through.ts'

/** The same filter, with the places of its rows where these are few: for who counts all of them, in whatever order. */
export async function narrowFilter(tx: Transaction, portalId: string, condition: FilterSql): Promise<FilterSql> {
  const { where, filter, narrowing } = condition
  const through = filter && narrowing ? await readIndexedThrough(tx, portalId) : null
  if (!filter || !narrowing || through === null) return condition
  const all = Prisma.join([Prisma.sql`true`, ...where], ' and ')
  const wanted = { where: all, filter, narrowing, below: undefined, limit: 0, through }
  const positions = await findPositions(tx, portalId, wanted)
  if (positions === null) return condition
  return { ...condition, where: [...where, Prisma.sql`i.position = any (${positions}::bigint[])`] }
}
