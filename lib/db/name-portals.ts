import { Prisma } from './generated/client.ts'
import { type Statement, statement } from './statement.ts'

/**
 * Names the portals to PostgreSQL for the rest of the transaction: the tables' row-level security reads it.
 * @param options.isDurable false where the transaction may be lost with PostgreSQL's last half second: its commit waits for no disk.
 */
export function namePortals(portalIds: readonly string[], { isDurable = true } = {}): Statement {
  const commit = isDurable ? Prisma.empty : Prisma.sql`, set_config('synchronous_commit', 'off', true)`
  return statement`select set_config('app.portals', ${portalIds.join(',')}, true) ${commit}`
}
