import 'server-only'
import pg from 'pg'
import type { Pool, Transaction } from './client.ts'
import { inTransaction } from './in-transaction.ts'

/**
 * One transaction that may touch the rows of these portals only. It names them to PostgreSQL (`app.portals`), which the
 * tables' row-level security reads.
 */
export function inPortals<T>(
  portalIds: readonly string[],
  work: (tx: Transaction) => Promise<T>,
  { pool = 'default' }: { pool?: Pool } = {},
): Promise<T> {
  const named = pg.escapeLiteral(portalIds.join(','))
  return inTransaction(pool, `select set_config('app.portals', ${named}, true)`, work)
}
