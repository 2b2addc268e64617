import type { Prisma } from './generated/client.ts'
import { type Statement, statement } from './statement.ts'

/**
 * Keeps the watches of these portals as they are until the transaction ends: `shared` for who reads them to judge events,
 * `exclusive` for who changes them. A statement of its own, so that the next one sees what it waited for. In one order, so
 * that two batches of events cannot wait for each other.
 */
export function watchesLockSql(portalIds: readonly string[], mode: 'shared' | 'exclusive'): Statement & Prisma.Sql {
  const sorted = [...portalIds].sort()
  return mode === 'shared'
    ? statement`select pg_advisory_xact_lock_shared(hashtextextended(id, 0)) from unnest(${sorted}::text[]) as id`
    : statement`select pg_advisory_xact_lock(hashtextextended(id, 0)) from unnest(${sorted}::text[]) as id`
}
