import 'server-only'
import type { Transaction } from '../db/client.ts'
import { type DirectoryKind, Prisma } from '../db/generated/client.ts'
import { type FeedRow, type FeedRowColumns, toFeedRow } from './feed-row.ts'
import { isBeforeTick } from './history-sql.ts'
import { selectedItemColumns } from './item-columns.ts'

/** Which rows of a portal's feed are wanted, on alias `i`. */
export type FeedSelection = {
  /** What an index finds. */
  readonly where: Prisma.Sql
  /** What has to be looked for row by row, in the order of `orderBy`. */
  readonly filter?: Prisma.Sql | null
  /** `where` leaves so few rows that they may be sorted. */
  readonly isSpan?: boolean
  readonly orderBy: Prisma.Sql
  readonly limit: number
}

/** Rows of the followed types, with names from the directory. */
export async function selectFeedRows(tx: Transaction, portalId: string, selection: FeedSelection): Promise<FeedRow[]> {
  // The planner takes a filter that it cannot estimate for a rare one, and sorts the whole feed for it.
  if (selection.filter && !selection.isSpan) await tx.$executeRaw`select set_config('enable_sort', 'off', true)`
  const rows = await tx.$queryRaw<FeedRowColumns[]>(Prisma.sql`
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
    from (select i.*, row_number() over () as place from (${selected(portalId, selection)}) i) i
    left join watch w on w.portal_id = i.portal_id and w.entity_type_id = i.entity_type_id
    left join directory_entry stage
      on stage.portal_id = i.portal_id and stage.kind = 'STAGE' and stage.key = i.stage_id
    left join directory_entry first_stage
      on first_stage.portal_id = i.portal_id and first_stage.kind = 'STAGE' and first_stage.key = i.first_stage_id
     and i.first_stage_id is distinct from i.stage_id
    order by i.place`)
  return rows.map(toFeedRow)
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

/** The rows alone, so that names are looked up for no more than these. */
function selected(portalId: string, { where, filter, orderBy, limit }: FeedSelection): Prisma.Sql {
  const candidates = Prisma.sql`
    select i.* from feed_item i
    where i.portal_id = ${portalId}::uuid and ${where}
      and i.entity_type_id = any (array(select w.entity_type_id from watch w where w.portal_id = ${portalId}::uuid))
    order by ${orderBy}`
  if (!filter) return Prisma.sql`${candidates} limit ${limit}`
  // "offset 0" keeps the filter out of the walk through the index, which then ends with the last row of the page.
  return Prisma.sql`select i.* from (${candidates} offset 0) i where ${filter} limit ${limit}`
}
