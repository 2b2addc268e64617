import type pg from 'pg'
import { once } from '../platform/once.ts'

/** PostgreSQL's numbers of the connections that this process notifies on. */
function backends(): Set<number> {
  return once('own-backends', () => new Set())
}

function processIdOf(connection: pg.PoolClient): number | null {
  return 'processID' in connection && typeof connection.processID === 'number' ? connection.processID : null
}

/** What is notified on this connection comes from this process, until it ends. */
export function recordOwnBackend(connection: pg.PoolClient): void {
  const processId = processIdOf(connection)
  if (processId === null || backends().has(processId)) return
  backends().add(processId)
  connection.once('end', () => backends().delete(processId))
}

/** Whether this process has sent what was notified by this one. A pooler between may hide it: then it is heard twice. */
export function isOwnBackend(processId: number): boolean {
  return backends().has(processId)
}
