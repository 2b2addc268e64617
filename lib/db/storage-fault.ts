import { sqlState } from './sql-state.ts'

/** Why nothing can be stored: the database is gone or does not answer, or it answers that it does not take it. */
export type StorageFault = 'database' | `database_${'connections' | 'full' | 'read_only' | 'rights' | 'schema'}`

/** PostgreSQL's codes (postgresql.org/docs/current/errcodes-appendix.html); each stands for itself or for its class. */
const faults: readonly (readonly [RegExp, StorageFault])[] = [
  [/^53300$/, 'database_connections'],
  [/^53100$/, 'database_full'],
  // A standby, and whoever is told to only read.
  [/^25006$/, 'database_read_only'],
  [/^(42501|28\w{3})$/, 'database_rights'],
  [/^(42P01|42703|42704|42883|3D000|3F000)$/, 'database_schema'],
]

/** What an operator has to look at, by the error of a write. */
export function storageFaultOf(error: unknown): StorageFault {
  const code = sqlState(error)
  return faults.find(([codes]) => codes.test(code))?.[1] ?? 'database'
}
