import { type Statement, statement } from './statement.ts'

/** Names the portals to PostgreSQL for the rest of the transaction: the tables' row-level security reads it. */
export function namePortals(portalIds: readonly string[]): Statement {
  return statement`select set_config('app.portals', ${portalIds.join(',')}, true)`
}
