import 'server-only'
import { poolCounts } from '../db/client.ts'
import { inPortals } from '../db/in-portals.ts'
import { describeError, log } from '../platform/log.ts'
import { forgetStored, gauge, gaugeAll, metricsRegistry } from '../platform/metrics.ts'
import { within } from '../platform/within.ts'
import { readStored, type Stored } from './read-stored.ts'

const answerWithinMs = 3_000

/**
 * What this process has counted, and how the database stands now, which is the same from every instance: in Prometheus' text
 * format. Without a database it tells the rest, and nothing of what is stored.
 */
export async function readMetrics(): Promise<{ text: string; contentType: string }> {
  for (const { pool, ...counts } of poolCounts()) {
    for (const state of ['used', 'idle', 'waiting'] as const)
      gauge('spf_db_connections', { pool, state }, counts[state])
  }
  const [isUp, stored] = await Promise.all([
    known('reached', () => inPortals([], (tx) => tx.$queryRaw`select 1`, { pool: 'ingest' })),
    known('asked for metrics', readStored),
  ])
  gauge('spf_database_up', {}, isUp ? 1 : 0)
  forgetStored()
  if (stored) tell(stored)
  const registry = metricsRegistry()
  return { text: await registry.metrics(), contentType: registry.contentType }
}

/** Null where it is not known. Whether there is a database is asked apart: viewers may use up the connections of all else. */
function known<T>(what: string, read: () => Promise<T>): Promise<T | null> {
  return within(answerWithinMs, 'The database', read).catch((error) => {
    log().warn({ err: describeError(error) }, `the database was not ${what}`)
    return null
  })
}

function tell({ receipts, unsweptSeconds, overdueSeconds, installations, jobs }: Stored): void {
  gauge('spf_receipts_waiting', {}, receipts.count)
  gauge('spf_receipts_oldest_seconds', {}, receipts.oldestSeconds)
  gauge('spf_sweep_oldest_seconds', {}, unsweptSeconds)
  gauge('spf_sweep_overdue_seconds', {}, overdueSeconds)
  gaugeAll('spf_installations', installations)
  gaugeAll('spf_jobs', jobs)
}
