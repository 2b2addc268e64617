import 'server-only'
import pg from 'pg'
import { db, type Pool, type Transaction } from './client.ts'
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

/** The same for one portal. */
export function inPortal<T>(
  portalId: string,
  work: (tx: Transaction) => Promise<T>,
  options: { pool?: Pool } = {},
): Promise<T> {
  return inPortals([portalId], work, options)
}

/** The same for every portal there is, for what looks for work; null where there is none. */
export async function inAllPortals<T>(work: (tx: Transaction) => Promise<T>): Promise<T | null> {
  const portals = await db().portal.findMany({ select: { id: true } })
  if (portals.length === 0) return null
  return inPortals(
    portals.map(({ id }) => id),
    work,
  )
}
