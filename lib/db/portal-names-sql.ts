import { Prisma } from './generated/client.ts'
import { type Statement, statement } from './statement.ts'

/**
 * Names the portals to PostgreSQL for the rest of the transaction: the tables' row-level security reads it.
 * @param options.isDurable false where the transaction may be lost with PostgreSQL's last half second: its commit waits for no disk.
 */
export function portalNamesSql(portalIds: readonly string[], { isDurable = true } = {}): Statement {
  const commit = isDurable ? Prisma.empty : Prisma.sql`, set_config('synchronous_commit', 'off', true)`
  return statement`select set_config('app.portals', ${portalIds.join(',')}, true) ${commit}`
}

/** Names the portals of these members instead, those that there are: for who has to find a portal before it can be named. */
export function portalsOfMembersSql(memberIds: readonly string[]): Statement {
  return statement`
    select set_config('app.portals', coalesce(string_agg(id::text, ','), ''), true)
    from portal where member_id = any (${memberIds}::text[])`
}
