import 'server-only'
import { db } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { jobSchema } from '../db/job-tables.ts'
import type { Found } from '../platform/metrics.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'

/** How the database stands, across all portals. */
export type Stored = {
  readonly receipts: { readonly count: number; readonly oldestSeconds: number }
  readonly unsweptSeconds: number
  readonly overdueSeconds: number
  readonly installations: readonly Found[]
  readonly jobs: readonly Found[]
}

/** Counts what waits, as numbers that name no portal. */
export async function readStored(): Promise<Stored> {
  const [receipts] = await db().$queryRaw<{ count: bigint; age: number | null }[]>`
    select count(*) as count, extract(epoch from now() - min(received_at))::float8 as age from schedule.event_delivery`
  const [watch] = await db().$queryRaw<{ age: number | null }[]>`
    select extract(epoch from now() - least(
      (select w.swept_at ${askableWatches} and w.swept_at is not null order by w.swept_at nulls first limit 1),
      (select min(w.created_at) ${askableWatches} and w.swept_at is null)
    ))::float8 as age`
  const [due] = await db().$queryRaw<{ age: number | null }[]>`
    select extract(epoch from now() - a.sweep_at)::float8 as age from schedule.attention a
    where a.sweep_at <= now() and (select ${mayBeAsked} from schedule.installation n where n.portal_id = a.portal_id)
    order by a.sweep_at limit 1`
  const states = await db().$queryRaw<{ status: string; count: bigint }[]>`
    select lower(n.status::text) as status, count(*) as count from schedule.installation n group by 1`
  const jobs = await db().$queryRaw<{ name: string; state: string; count: bigint }[]>(Prisma.sql`
    select name, state::text, count(*) as count from ${Prisma.raw(jobSchema)}.job group by 1, 2`)
  return {
    receipts: { count: Number(receipts?.count ?? 0), oldestSeconds: secondsOf(receipts) },
    unsweptSeconds: secondsOf(watch),
    overdueSeconds: secondsOf(due),
    installations: states.map(({ status, count }) => ({ labels: { status }, value: Number(count) })),
    jobs: jobs.map(({ name, state, count }) => ({ labels: { queue: name, state }, value: Number(count) })),
  }
}

/** Where there is nothing that could be old, its age is 0. */
function secondsOf(row: { age: number | null } | undefined): number {
  return Math.max(0, row?.age ?? 0)
}

const askableWatches = Prisma.sql`
  from schedule.watch w join schedule.installation n on n.portal_id = w.portal_id and ${mayBeAsked}
  where w.paused_at is null`
