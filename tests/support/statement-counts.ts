import pg from 'pg'
import { chooseAccount } from '#lib/db/embedded-account.ts'
import { findBinaries } from '#lib/db/embedded-binaries.ts'
import { createCluster } from '#lib/db/embedded-cluster.ts'

/** Settings of a PostgreSQL that counts what it is asked. */
export const COUNTING = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.max': '20000' }

/** Lets the owner of the tables read what was asked of a server with these settings: the extension is the superuser's to make. */
export async function enableStatementCounts(dataDir: string, database: URL): Promise<void> {
  const { password } = createCluster(chooseAccount({ dataDir, binaries: findBinaries(), log: () => {} }))
  const superuser = new URL(database)
  Object.assign(superuser, { username: 'postgres', password })
  const client = new pg.Client({ connectionString: superuser.href })
  await client.connect()
  await client.query('create schema statements; create extension pg_stat_statements schema statements')
  await client.query(
    `grant usage on schema statements to "${database.username}"; grant pg_read_all_stats to "${database.username}"`,
  )
  await client.end()
}
