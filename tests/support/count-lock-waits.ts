import type { Core } from './start-core.ts'

/** How many connections of this database wait for a lock, such as one that the test holds. */
export async function countLockWaits({ sql }: Pick<Core, 'sql'>): Promise<number> {
  // Within a transaction what PostgreSQL tells of others stays as it was first read.
  await sql('select pg_stat_clear_snapshot()')
  const [row] = await sql<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return row?.count ?? 0
}
