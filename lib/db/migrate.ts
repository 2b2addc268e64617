import pg from 'pg'
import { NO_FILTER, withSchemaEngine } from './migrate-engine.ts'
import { MIGRATIONS, readMigrations, toMigrationList } from './migrate-files.ts'
import { MARK_COMMITTED, MigrationRefused, refuseEdited, settleInterrupted } from './migrate-history.ts'

/** Any number that no other program of ours locks in the same database. */
const LOCK = 7_244_961_331

/**
 * Brings the database at `url` up to the migrations on disk and records them in `_prisma_migrations`, as `prisma migrate deploy`
 * does. Each migration takes effect whole or not at all. Processes that do this at once wait for each other.
 * @returns the names of what was applied now.
 * @throws MigrationRefused (one sentence) when a script fails or an applied one was edited.
 */
export async function migrate(
  url: string,
  { log, directory = MIGRATIONS }: { log: (line: string) => void; directory?: string },
): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await settleInterrupted(client)
    await refuseEdited(client, migrations)
    const input = { migrationsList: toMigrationList(migrations, directory), filters: NO_FILTER }
    const apply = withSchemaEngine(url, (engine) => engine.applyMigrations(input), MARK_COMMITTED)
    const { appliedMigrationNames: applied } = await apply.catch(async (error: Error) => {
      await settleInterrupted(client)
      throw new MigrationRefused(`A migration failed and was taken back whole. ${error.message}`, { cause: error })
    })
    if (applied.length > 0) log(`Applied ${applied.length} migration(s): ${applied.join(', ')}.`)
    return applied
  } finally {
    await client.end()
  }
}
