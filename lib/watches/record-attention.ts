import 'server-only'
import { Prisma } from '../db/generated/client.ts'
import { inPortals } from '../db/in-portals.ts'
import { comparePace, sweepPace } from './look-paces.ts'

/** Somebody looks at the portal's feed, or the portal announced something, after which more may come. */
export type Attention = 'opened' | 'event'

type Row = { portal_id: string; is_sweep_due: boolean | null; is_comparison_due: boolean | null }
type Due = { readonly portalId: string; readonly isSweepDue: boolean; readonly isComparisonDue: boolean }

/**
 * Has these portals swept and compared as often as any that are looked at. One that was opened is due at once where it would have been by
 * now if somebody had always looked; one with an event within the interval, as its confirmation looks at it anyway.
 * @returns whether they are due now.
 */
export async function recordAttention(portalIds: readonly string[], attention: Attention, now: Date): Promise<Due[]> {
  /** `least` and `greatest` pass nulls over: never begun is due, and who may not be asked stays so. */
  const soonest = (column: Prisma.Sql, begunAt: Prisma.Sql, everySeconds: number) => {
    const since = attention === 'opened' ? begunAt : Prisma.sql`${now}::timestamptz`
    const dueAt = Prisma.sql`greatest(${now}::timestamptz, ${since} + make_interval(secs => ${everySeconds}::float8))`
    return Prisma.sql`case when ${column} is not null then least(${column}, ${dueAt}) end`
  }
  // Locked in one order, so that two processes cannot wait for each other.
  const rows = await inPortals(
    portalIds,
    (tx) => tx.$queryRaw<Row[]>`
      with attended as materialized (
        select portal_id from attention where portal_id = any (${[...portalIds]}::uuid[]) order by portal_id for update
      )
      update attention a set attended_at = greatest(a.attended_at, ${now}::timestamptz),
        sweep_at = ${soonest(Prisma.sql`a.sweep_at`, Prisma.sql`a.sweep_begun_at`, sweepPace().everySeconds)},
        compare_at = ${soonest(Prisma.sql`a.compare_at`, Prisma.sql`a.compare_begun_at`, comparePace().everySeconds)}
      from attended where a.portal_id = attended.portal_id
      returning a.portal_id, a.sweep_at <= ${now}::timestamptz as is_sweep_due,
                a.compare_at <= ${now}::timestamptz as is_comparison_due`,
  )
  return rows.map((row) => ({
    portalId: row.portal_id,
    isSweepDue: row.is_sweep_due === true,
    isComparisonDue: row.is_comparison_due === true,
  }))
}
