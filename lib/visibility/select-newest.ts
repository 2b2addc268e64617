import { Prisma } from '../db/generated/client.ts'
import type { FeedPlace } from '../feed/feed-cursor.ts'
import type { FeedRow } from '../feed/feed-row.ts'
import type { FeedSelection } from '../feed/feed-rows.ts'
import type { FilterSql } from '../feed/filter-sql.ts'
import { isHistory, typesWithHistory } from '../feed/history-sql.ts'

type Wanted = {
  readonly portalId: string
  /** From below it on; null for the top. */
  readonly before: FeedPlace | null
  readonly limit: number
}

/**
 * The items of a filter that are still there, from below a place on and within its part of the feed.
 */
export function selectNewest(
  { where, filter, isSpan, narrowing }: FilterSql,
  { portalId, before, limit }: Wanted,
): FeedSelection {
  const withHistory = typesWithHistory(portalId)
  const there = [Prisma.sql`i.removed_at is null`, ...where]
  if (before?.part === 'history') {
    const { createdAt, position } = before
    const conditions = [
      ...there,
      Prisma.sql`exists (${withHistory})`,
      Prisma.sql`i.entity_type_id = any (array(${withHistory}))`,
      isHistory,
      Prisma.sql`i.created_at <= ${createdAt}`,
      Prisma.sql`(i.created_at, i.position) < (${createdAt}, ${position})`,
    ]
    const orderBy = Prisma.sql`i.created_at desc, i.position desc`
    const onlyIf = Prisma.sql`exists (${withHistory})`
    return { where: Prisma.join(conditions, ' and '), filter, isSpan, narrowing, onlyIf, orderBy, limit }
  }
  const conditions = [
    ...there,
    ...(before === null ? [] : [Prisma.sql`i.position < ${before.position}`]),
    Prisma.sql`(not exists (${withHistory}) or not ${isHistory})`,
  ]
  const below = before?.position ?? null
  return {
    where: Prisma.join(conditions, ' and '),
    ...{ filter, isSpan, narrowing, below, limit },
    orderBy: Prisma.sql`i.position desc`,
  }
}

/** The place of a row. */
export function placeOf({ item, read, position }: FeedRow): FeedPlace {
  return item.isHistory ? { part: 'history', createdAt: read.createdAt, position } : { part: 'new', position }
}
