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
  readonly filter: FilterSql
}

type Row = {
  starts_at: Date | null
  weekday: number | null
  hour: number | null
  count: bigint
  by_automation: bigint
}

/** Counts creations by bucket and by hour of the week, in one pass. Buckets in which nothing was created are there too. */
export async function countActivity(
  tx: Transaction,
  portalId: string,
  { whole, items, filter }: Counted,
  { from, to, bucket, timeZone }: ActivityRange,
): Promise<{ buckets: ActivityBucket[]; heat: HeatCell[] }> {
  const zone = toPostgresZone(timeZone)
  const narrowed = Prisma.join([Prisma.sql`true`, ...filter.where, ...(filter.filter ? [filter.filter] : [])], ' and ')
  const rows = await tx.$queryRaw<Row[]>`
    with counted as (
      select date_trunc(${bucket}::text, i.created_at, ${zone}::text) as starts_at,
             extract(isodow from i.created_at at time zone ${zone}::text)::int as weekday,
             extract(hour from i.created_at at time zone ${zone}::text)::int as hour, i.actor = 'AUTOMATION' as by_automation
      from feed_item i
      where i.portal_id = ${portalId}::uuid and i.removed_at is null
        and i.created_at >= ${from}::timestamptz and i.created_at < ${to}::timestamptz and ${narrowed}
        and (i.entity_type_id = any (${whole.map(BigInt)}::bigint[])
             or (i.entity_type_id, i.item_id) in (
               select * from unnest(${items.map((item) => BigInt(item.entityTypeId))}::bigint[],
                                    ${items.map((item) => BigInt(item.itemId))}::bigint[])))
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
    select starts_at, null::int as weekday, null::int as hour, count(by_automation) as count,
           count(*) filter (where by_automation) as by_automation
    from bucket left join counted using (starts_at) group by starts_at
    union all
    select null, weekday, hour, count(*), count(*) filter (where by_automation) from counted group by weekday, hour
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
