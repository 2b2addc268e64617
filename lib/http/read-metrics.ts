import 'server-only'
import { db, poolCounts } from '../db/client.ts'
import { Prisma } from '../db/generated/client.ts'
import { jobSchema } from '../db/job-tables.ts'
import { describeError, log } from '../platform/log.ts'
import { gauge, metricsRegistry } from '../platform/metrics.ts'
import { within } from '../platform/within.ts'
import { mayBeAsked } from '../portals/may-be-asked.ts'

const answerWithinMs = 3_000

/**
 * What this process has counted, and how the database stands now, which is the same from every instance: in Prometheus' text
 * format. Without a database it tells the rest.
 */
export async function readMetrics(): Promise<{ text: string; contentType: string }> {
  const isUp = gauge('spf_database_up', { help: '1 while the database answers.' })
  const connections = gauge('spf_db_connections', {
    help: 'Connections of this process to the database; waiting: requests for one.',
    labels: ['pool', 'state'],
  })
  for (const { pool, ...counts } of poolCounts()) {
    for (const [state, count] of Object.entries(counts)) connections.set({ pool, state }, count)
  }
  try {
    await within(answerWithinMs, 'The database', readStored)
    isUp.set(1)
  } catch (error) {
    log().warn({ err: describeError(error) }, 'the metrics of the database could not be read')
    isUp.set(0)
  }
  const registry = metricsRegistry()
  return { text: await registry.metrics(), contentType: registry.contentType }
}

async function readStored(): Promise<void> {
  const waiting = gauge('spf_receipts_waiting', { help: 'Receipts that are not settled, of all portals.' })
  const oldest = gauge('spf_receipts_oldest_seconds', { help: 'Age of the oldest receipt that is not settled.' })
  const installations = gauge('spf_installations', {
    help: 'Portals by the state of the app there.',
    labels: ['status'],
  })
  const unswept = gauge('spf_sweep_oldest_seconds', {
    help: 'Since when the watch that has waited longest was not swept; those of portals that nobody may ask left out.',
  })
  const overdue = gauge('spf_sweep_overdue_seconds', {
    help: 'Since when the portal that has waited longest is due to be swept.',
  })
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
  waiting.set(Number(receipts?.count ?? 0))
  oldest.set(Math.max(0, receipts?.age ?? 0))
  unswept.set(Math.max(0, watch?.age ?? 0))
  overdue.set(Math.max(0, due?.age ?? 0))
  installations.reset()
  for (const { status, count } of states) installations.set({ status }, Number(count))
  await readJobs()
}

const askableWatches = Prisma.sql`
  from schedule.watch w join schedule.installation n on n.portal_id = w.portal_id and ${mayBeAsked}
  where w.paused_at is null`

async function readJobs(): Promise<void> {
  const jobs = gauge('spf_jobs', {
    help: 'Jobs by queue and state; in the queue "parked" those that failed for good.',
    labels: ['queue', 'state'],
  })
  const rows = await db().$queryRaw<{ name: string; state: string; count: bigint }[]>(Prisma.sql`
    select name, state::text, count(*) as count from ${Prisma.raw(jobSchema)}.job group by 1, 2`)
  jobs.reset()
  for (const { name, state, count } of rows) jobs.set({ queue: name, state }, Number(count))
}
