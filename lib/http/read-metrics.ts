import 'server-only'
import { poolCounts } from '../db/client.ts'
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
  const stored = await within(answerWithinMs, 'The database', readStored).catch((error) => {
    log().warn({ err: describeError(error) }, 'the metrics of the database could not be read')
    return null
  })
  gauge('spf_database_up', {}, stored ? 1 : 0)
  forgetStored()
  if (stored) tell(stored)
  const registry = metricsRegistry()
  return { text: await registry.metrics(), contentType: registry.contentType }
}

function tell({ receipts, unsweptSeconds, overdueSeconds, installations, jobs }: Stored): void {
  gauge('spf_receipts_waiting', {}, receipts.count)
  gauge('spf_receipts_oldest_seconds', {}, receipts.oldestSeconds)
  gauge('spf_sweep_oldest_seconds', {}, unsweptSeconds)
  gauge('spf_sweep_overdue_seconds', {}, overdueSeconds)
  gaugeAll('spf_installations', installations)
  gaugeAll('spf_jobs', jobs)
}
