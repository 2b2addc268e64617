import type pg from 'pg'
import { Problem } from '#lib/platform/problem.ts'
import type { MigrationFile } from './migrate-files.ts'

/** A migration that failed, or a state of them that a person has to decide about. */
export class MigrationRefused extends Problem {}

/**
 * Makes sure that `_prisma_migrations` is there, as `prisma migrate` makes it.
 * @throws MigrationRefused when the database has tables and was never migrated.
 */
export async function openHistory(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')`,
  )
  if (rows.some(({ name }) => name === '_prisma_migrations')) return
  if (rows.length > 0) {
    throw new MigrationRefused(
      'The database has tables and was never migrated by this app: give the app a database of its own.',
    )
  }
  await client.query(`
    create table _prisma_migrations (
      id varchar(36) primary key not null,
      checksum varchar(64) not null,
      finished_at timestamptz,
      migration_name varchar(255) not null,
      logs text,
      rolled_back_at timestamptz,
      started_at timestamptz not null default now(),
      applied_steps_count integer not null default 0
    )`)
}

/**
 * Completes or takes back rows that another program left unfinished; ours are committed with their script. `prisma migrate` runs a
 * script as one transaction too, so what failed or was killed left nothing. Older versions of the app committed a mark with each
 * script. Call it with the lock held.
 */
export async function markInterrupted(client: pg.Client): Promise<void> {
  await client.query(
    `update _prisma_migrations set finished_at = now(), applied_steps_count = 1, logs = null
     where finished_at is null and rolled_back_at is null and logs = 'committed'`,
  )
  await client.query(
    'update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null',
  )
}

/** What took effect on this database: the checksum of each migration by its name. */
export async function readHistory(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from _prisma_migrations
     where finished_at is not null and rolled_back_at is null order by 1`,
  )
  return new Map(rows.map(({ name, checksum }) => [name, checksum]))
}

/** @throws MigrationRefused when a migration on disk differs from the one that was applied under its name. */
export function refuseEdited(migrations: readonly MigrationFile[], history: ReadonlyMap<string, string>): void {
  const edited = migrations.find(({ name, checksum }) => checksum !== (history.get(name) ?? checksum))
  if (!edited) return
  throw new MigrationRefused(
    `The migration ${edited.name} was edited after it had been applied to this database: restore its file and put the change into a new migration.`,
  )
}
