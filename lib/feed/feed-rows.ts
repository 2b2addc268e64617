import 'server-only'
import type { Transaction } from '../db/client.ts'
import { type DirectoryKind, Prisma } from '../db/generated/client.ts'
import { statement } from '../db/statement.ts'
import { type FeedRow, type FeedRowColumns, toFeedRow } from './feed-row.ts'
import { findPositions } from './find-positions.ts'
import { isBeforeTick } from './history-sql.ts'
import { selectedItemColumns } from './item-columns.ts'
import { readIndexedThrough } from './read-indexed-through.ts'
import type { Narrowing } from './search-clauses.ts'

/** Which rows of a portal's feed are wanted, on alias `i`. */
export type FeedSelection = {
  /** What an index finds. */
  readonly where: Prisma.Sql
  /** What has to be looked for row by row, in the order of `orderBy`. */
  readonly filter?: Prisma.Sql | null
  /** `where` leaves so few rows that they may be sorted. */
  readonly isSpan?: boolean
  /** What the postings say of the rows of `filter`. */
  readonly narrowing?: Narrowing | null
  /** Without this there are none, and nothing is to be looked for. */
  readonly onlyIf?: Prisma.Sql
  /** The position from below which `orderBy` lists the rows, newest first; null for the top, undefined where the order is another one. */
  readonly below?: bigint | null
  readonly orderBy: Prisma.Sql
  readonly limit: number
}

/** So many rows for each that is wanted are looked through before the postings are asked: what is often found is found there. */
const walkedPerRow = 20
const maxWalked = 4_000

/**
 * Rows of the followed types, with names from the directory. A filter is looked for row by row, in the order of the feed; where many
 * rows were looked through in vain, and the feed is indexed, the postings tell where to look.
 */
export async function selectFeedRows(tx: Transaction, portalId: string, selection: FeedSelection): Promise<FeedRow[]> {
  const { where, filter, narrowing, isSpan = false, onlyIf, below, limit } = selection
  const through = filter && narrowing ? await readIndexedThrough(tx, portalId, onlyIf) : null
  if (!filter || !narrowing || through === null) return readRows(tx, portalId, selection)
  if (below !== undefined && !isSpan) {
    const newest = await readRows(tx, portalId, selection, Math.max(limit, Math.min(walkedPerRow * limit, maxWalked)))
    if (newest.length === limit) return newest
  }
  const order = isSpan ? undefined : below
  const positions = await findPositions(tx, portalId, { where, filter, narrowing, below: order, limit, through })
  if (positions === null) return readRows(tx, portalId, selection)
  if (positions.length === 0) return []
  const there = Prisma.sql`i.position = any (${positions}::bigint[]) and ${where}`
  return readRows(tx, portalId, { ...selection, where: there, isSpan: true })
}

async function readRows(
  tx: Transaction,
  portalId: string,
  selection: FeedSelection,
  among?: number,
): Promise<FeedRow[]> {
  // The planner takes a filter that it cannot estimate for a rare one, and sorts the whole feed for it.
  if (selection.filter) await tx.$executeRaw`select set_config('enable_sort', ${selection.isSpan ? 'on' : 'off'}, true)`
  return toFeedRows(await tx.$queryRaw<FeedRowColumns[]>(feedRowsSql(portalId, selection, among)))
}

export function toFeedRows(rows: readonly FeedRowColumns[]): FeedRow[] {
  return rows.map(toFeedRow)
}

/**
 * Reads what `toFeedRows` takes, for who has more to ask in one trip. Of a filter only `among` so many are looked through, where that is
 * given.
 */
export function feedRowsSql(portalId: string, selection: FeedSelection, among?: number) {
  return statement<FeedRowColumns>`
    select ${Prisma.raw(selectedItemColumns)}, i.entity_type_id, i.revision, i.position, i.source::text, i.actor::text,
           i.received_at, i.removed_at is not null as removed,
           coalesce(${isBeforeTick('w')}, false) as is_history,
           ${userName(Prisma.sql`i.created_by_id`)} as created_by_name,
           ${userPhoto(Prisma.sql`i.created_by_id`)} as created_by_photo,
           ${userName(Prisma.sql`i.assigned_by_id`)} as assigned_by_name,
           i.first_title, i.first_assigned_by_id, i.first_title_until, i.first_stage_until, i.first_assigned_until,
           case when i.first_assigned_by_id is distinct from i.assigned_by_id
                then ${userName(Prisma.sql`i.first_assigned_by_id`)} end as first_assigned_by_name,
           case when w.has_categories is not false
                then ${nameOf('CATEGORY', Prisma.sql`i.entity_type_id || ':' || i.category_id`)} end as category_name,
           stage.name as stage_name, stage.color as stage_color, stage.semantics as stage_semantics,
           i.first_stage_id, first_stage.name as first_stage_name, first_stage.color as first_stage_color,
           first_stage.semantics as first_stage_semantics
    from (select i.*, row_number() over () as place from (${selected(portalId, selection, among)}) i) i
    left join watch w on w.portal_id = i.portal_id and w.entity_type_id = i.entity_type_id
    left join directory_entry stage
      on stage.portal_id = i.portal_id and stage.kind = 'STAGE' and stage.key = i.stage_id
    left join directory_entry first_stage
      on first_stage.portal_id = i.portal_id and first_stage.kind = 'STAGE' and first_stage.key = i.first_stage_id
     and i.first_stage_id is distinct from i.stage_id
    order by i.place`
}

const userName = (id: Prisma.Sql): Prisma.Sql => nameOf('USER', Prisma.sql`${id}::text`)

const userPhoto = (id: Prisma.Sql): Prisma.Sql => nameOf('USER', Prisma.sql`${id}::text`, Prisma.sql`e.photo`)

/**
 * A lone name is looked up and not joined: with a join for each, planning their order took ten times as long as reading the rows.
 * Of a stage three columns are wanted.
 */
function nameOf(kind: DirectoryKind, key: Prisma.Sql, column = Prisma.sql`e.name`): Prisma.Sql {
  return Prisma.sql`(select ${column} from directory_entry e
    where e.portal_id = i.portal_id and e.kind = ${kind}::directory_kind and e.key = ${key})`
}

/** The rows alone, so that names are looked up for no more than these. Of a filter only `among` so many, where that is given. */
function selected(portalId: string, { where, filter, orderBy, limit }: FeedSelection, among?: number): Prisma.Sql {
  const candidates = Prisma.sql`
    select i.* from feed_item i
    where i.portal_id = ${portalId}::uuid and ${where}
      and i.entity_type_id = any (array(select w.entity_type_id from watch w where w.portal_id = ${portalId}::uuid))
    order by ${orderBy}`
  if (!filter) return Prisma.sql`${candidates} limit ${limit}`
  // "offset 0" keeps the filter out of the walk through the index, which then ends with the last row of the page.
  const walk = among === undefined ? Prisma.sql`offset 0` : Prisma.sql`limit ${among}`
  return Prisma.sql`select i.* from (${candidates} ${walk}) i where ${filter} limit ${limit}`
}
