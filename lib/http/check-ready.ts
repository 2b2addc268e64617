import 'server-only'
import type { Pool } from '../db/client.ts'
import { inPortals } from '../db/in-portal.ts'
import { isDraining } from '../platform/drain.ts'
import { env } from '../platform/env.ts'
import { within } from '../platform/within.ts'

/**
 * What keeps this instance from serving: names of parts, no reasons. Both pools are asked: a first event that had to wait for
 * its pool to be made could run out of time, and events come once.
 */
export async function checkReady(): Promise<string[]> {
  if (isDraining()) return ['draining']
  try {
    await within(env().databaseTimeoutMs, 'The database', () => Promise.all([ping('default'), ping('ingest')]))
    return []
  } catch {
    return ['database']
  }
}

/** As a transaction, like all that follows: its statements are compiled when they first run. */
async function ping(pool: Pool): Promise<void> {
  await inPortals([], (tx) => tx.$queryRaw`select 1`, { pool })
}
