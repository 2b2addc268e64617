import 'server-only'
import type { Transaction } from '../db/client.ts'

/**
 * Keeps the watches of these portals as they are until the transaction ends: `shared` for who reads them to judge events,
 * `exclusive` for who changes them. A statement of its own, so that the next one sees what it waited for. In one order, so
 * that two batches of events cannot wait for each other.
 */
export async function lockWatches(
  tx: Transaction,
  portalIds: readonly string[],
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const sorted = [...portalIds].sort()
  if (mode === 'shared') {
    await tx.$executeRaw`select pg_advisory_xact_lock_shared(hashtextextended(id, 0)) from unnest(${sorted}::text[]) as id`
  } else {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(id, 0)) from unnest(${sorted}::text[]) as id`
  }
}
