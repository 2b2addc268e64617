import { applyMigration } from './apply-migration.ts'
import { DatabaseClient } from './database-client.ts'
import { ensureRoles, withRoles } from './ensure-roles.ts'
import { lockMigrations } from './lock-migrations.ts'
import { MIGRATIONS, type MigrationFile, readMigrations } from './migrate-files.ts'
import { markInterrupted, openHistory, readHistory, refuseEdited } from './migrate-history.ts'

/** Five minutes. */
const TABLE_TRIES = 150

type Options = {
  log: (line: string) => void
  directory?: string
  /** How long another process may take that migrates the same database. */
  lockWaitMs?: number
  /** The last one that is wanted; all of them otherwise. */
  through?: string
  /** The application's role where the database has none yet, by an operator's choice. */
  role?: string | null
  /** How often a migration asks for a table that somebody uses, some two seconds each. */
  tableTries?: number
}

/**
 * Brings the database at `url` up to the migrations on disk and records them in `_prisma_migrations`, as `prisma migrate deploy`
 * does. Each migration takes effect whole or not at all, and its row with it. Processes that do this at once wait for each other.
 * A database that a newer version has migrated is left as it is.
 * @returns the names of what was applied now.
 * @throws MigrationRefused (one sentence) when a script fails, an applied one was edited, or another process does not end.
 */
export async function migrate(
  url: string,
  { log, directory = MIGRATIONS, lockWaitMs, through, role = null, tableTries = TABLE_TRIES }: Options,
): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const client = new DatabaseClient({
    connectionString: url,
    connectionTimeoutMillis: 10_000,
    application_name: 'smart-process-feed migrations',
  })
  client.on('error', () => {})
  await client.connect()
  try {
    await lockMigrations(client, { log, ...(lockWaitMs !== undefined && { waitMs: lockWaitMs }) })
    await openHistory(client)
    await markInterrupted(client)
    const history = await readHistory(client)
    refuseEdited(migrations, history)
    tellOfNewer(migrations, { history, log })
    const wanted = migrations.filter(({ name }) => through === undefined || name <= through)
    const missing = wanted.filter(({ name }) => !history.has(name))
    const sql = missing.map((migration) => migration.sql).join('\n')
    const roles = await ensureRoles(client, { wanted: role, sql })
    for (const migration of missing)
      await applyMigration(client, { ...migration, sql: withRoles(migration.sql, roles) }, { log, tries: tableTries })
    const applied = missing.map(({ name }) => name)
    if (applied.length > 0) log(`Applied ${applied.length} migration(s): ${applied.join(', ')}.`)
    return applied
  } finally {
    await client.end()
  }
}

/** A version that is being replaced goes on beside the new one, on the database that the new one has migrated. */
function tellOfNewer(
  migrations: readonly MigrationFile[],
  { history, log }: { history: ReadonlyMap<string, string>; log: (line: string) => void },
): void {
  const known = new Set(migrations.map(({ name }) => name))
  const newer = [...history.keys()].filter((name) => !known.has(name))
  if (newer.length > 0) log(`A newer version has migrated this database: ${newer.join(', ')}.`)
}
