import 'server-only'
import type { ItemRef } from '../bitrix24/item-ref.ts'
import type { Transaction } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import type { FilterSql } from '../feed/filter-sql.ts'
import { toPostgresZone } from '../platform/time-zone.ts'
import type { ActivityBucket, HeatCell } from './activity.ts'

export type ActivityRange = {
  readonly from: Date
  readonly to: Date
  readonly bucket: 'hour' | 'day'
  /** In whose days and hours is counted. */
  readonly timeZone: string
}

/** What is counted: every item of these types, and these items besides, as far as the filter shows them. */
export type Counted = {
  readonly whole: readonly number[]
  readonly items: readonly ItemRef[]
  /** Null where nothing but types is asked for. */
  readonly filter: FilterSql | null
}

type Row = {
  starts_at: Date | null
  weekday: number | null
  hour: number | null
  count: bigint
  by_automation: bigint
}

/**
 * Counts creations by bucket and by hour of the week, in one pass. Buckets in which nothing was created are there too. Of whole types the
 * quarters of an hour are counted already; items only where a filter narrows them, and at the range's ends.
 */
export async function countActivity(
  tx: Transaction,
  portalId: string,
  { whole, items, filter }: Counted,
  { from, to, bucket, timeZone }: ActivityRange,
): Promise<{ buckets: ActivityBucket[]; heat: HeatCell[] }> {
  const zone = toPostgresZone(timeZone)
  const narrowed = Prisma.join(
    [Prisma.sql`true`, ...(filter?.where ?? []), ...(filter?.filter ? [filter.filter] : [])],
    ' and ',
  )
  const isKept = filter === null && beginsAtQuarters(timeZone)
  const [first, last] = isKept ? wholeQuarters(from, to) : [to, to]
  const types = whole.map(BigInt)
  const created = (since: Date, until: Date) => Prisma.sql`
    i.portal_id = ${portalId}::uuid and i.removed_at is null
      and i.created_at >= ${since}::timestamptz and i.created_at < ${until}::timestamptz and ${narrowed}`
  const rows = await tx.$queryRaw<Row[]>`
    with created as (
      -- Of all types together first: the clocks of a zone cost more than adding up.
      select c.quarter as at, sum(c.items) as items, sum(c.by_automation) as by_automation from feed_count c
      where c.portal_id = ${portalId}::uuid and c.entity_type_id = any (${types}::bigint[])
        and c.quarter >= ${first}::timestamptz and c.quarter < ${last}::timestamptz
      group by c.quarter
      union all
      select i.created_at, 1, (i.actor = 'AUTOMATION')::int from feed_item i
      where ${created(from, first)} and i.entity_type_id = any (${types}::bigint[])
      union all
      select i.created_at, 1, (i.actor = 'AUTOMATION')::int from feed_item i
      where ${created(last, to)} and i.entity_type_id = any (${types}::bigint[])
      union all
      select i.created_at, 1, (i.actor = 'AUTOMATION')::int
      from unnest(${items.map((item) => BigInt(item.entityTypeId))}::bigint[],
                  ${items.map((item) => BigInt(item.itemId))}::bigint[]) as shown (entity_type_id, item_id)
      join feed_item i using (entity_type_id, item_id)
      where ${created(from, to)}
    ), counted as (
      select date_trunc(${bucket}::text, at, ${zone}::text) as starts_at,
             extract(isodow from at at time zone ${zone}::text)::int as weekday,
             extract(hour from at at time zone ${zone}::text)::int as hour, items, by_automation
      from created
    ), bucket as (
      -- Days by the clocks of the zone, hours by the time that passes: a day may have 23 or 25 of them.
      select local_day at time zone ${zone}::text as starts_at
      from generate_series(
        date_trunc('day', ${from}::timestamptz at time zone ${zone}::text),
        ${to}::timestamptz at time zone ${zone}::text - interval '1 millisecond', interval '1 day'
      ) as local_day
      where ${bucket}::text = 'day'
      union all
      select hour from generate_series(
        date_trunc('hour', ${from}::timestamptz, ${zone}::text), ${to}::timestamptz - interval '1 millisecond', interval '1 hour'
      ) as hour
      where ${bucket}::text = 'hour'
    )
    select starts_at, null::int as weekday, null::int as hour, coalesce(sum(items), 0) as count,
           coalesce(sum(by_automation), 0) as by_automation
    from bucket left join counted using (starts_at) group by starts_at
    union all
    select null, weekday, hour, sum(items), sum(by_automation) from counted group by weekday, hour having sum(items) > 0
    order by starts_at, weekday, hour`
  const buckets: ActivityBucket[] = []
  const heat: HeatCell[] = []
  for (const { starts_at, weekday, hour, count, by_automation } of rows) {
    const counts = { count: Number(count), byAutomation: Number(by_automation) }
    if (starts_at !== null) buckets.push({ from: starts_at.toISOString(), ...counts })
    else if (weekday !== null && hour !== null) heat.push({ weekday, hour, ...counts })
  }
  return { buckets, heat }
}

const quarterMs = 15 * 60_000

/** The part of a range that consists of whole quarters of an hour. */
function wholeQuarters(from: Date, to: Date): [Date, Date] {
  const first = Math.ceil(from.getTime() / quarterMs) * quarterMs
  const last = Math.floor(to.getTime() / quarterMs) * quarterMs
  return first < last ? [new Date(first), new Date(last)] : [to, to]
}

/** Whether hours and days begin with a quarter of an hour there: everywhere where people live, but an offset may be any. */
function beginsAtQuarters(timeZone: string): boolean {
  return !/^[+-]\d{2}:(?!00|15|30|45)/.test(timeZone)
}
