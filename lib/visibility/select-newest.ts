import { Prisma } from '../db/generated/client.ts'
import type { FeedSelection } from '../feed/feed-rows.ts'
import type { FilterSql } from '../feed/filter-sql.ts'

/** The newest items of a filter that are still there, from below the cursor on. */
export function selectNewest(
  { where, filter, isSpan }: FilterSql,
  { before, limit }: { before: bigint | null; limit: number },
): FeedSelection {
  const conditions = [
    Prisma.sql`i.removed_at is null`,
    ...where,
    ...(before === null ? [] : [Prisma.sql`i.position < ${before}`]),
  ]
  return { where: Prisma.join(conditions, ' and '), filter, isSpan, orderBy: Prisma.sql`i.position desc`, limit }
}
