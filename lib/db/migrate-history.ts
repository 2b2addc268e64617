import type pg from 'pg'
import { Problem } from '#lib/platform/problem.ts'
import type { MigrationFile } from './migrate-files.ts'

/** A migration that failed, or a state of them that a person has to decide about. */
export class MigrationRefused extends Problem {}

/**
 * Committed together with a script, so that a process killed right after it leaves no doubt whether it took effect. The engine
 * writes the row before the script and completes it afterwards.
 */
export const MARK_COMMITTED = `update _prisma_migrations set logs = 'committed' where finished_at is null and rolled_back_at is null`

/** Completes or takes back the record of a migration whose process was killed. Call it with the lock held. */
export async function settleInterrupted(client: pg.Client): Promise<void> {
  if (!(await hasHistory(client))) return
  await client.query(
    `update _prisma_migrations set finished_at = now(), applied_steps_count = 1, logs = null
     where finished_at is null and rolled_back_at is null and logs = 'committed'`,
  )
  await client.query(
    'update _prisma_migrations set rolled_back_at = now() where finished_at is null and rolled_back_at is null',
  )
}

/** @throws MigrationRefused when a migration on disk differs from the one that was applied under its name. */
export async function refuseEdited(client: pg.Client, migrations: MigrationFile[]): Promise<void> {
  if (!(await hasHistory(client))) return
  const applied = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from _prisma_migrations
     where finished_at is not null and rolled_back_at is null`,
  )
  const recorded = new Map(applied.rows.map(({ name, checksum }) => [name, checksum]))
  for (const { name, checksum } of migrations) {
    if (checksum !== (recorded.get(name) ?? checksum)) {
      throw new MigrationRefused(
        `The migration ${name} was edited after it had been applied to this database: restore its file and put the change into a new migration.`,
      )
    }
  }
}

async function hasHistory(client: pg.Client): Promise<boolean> {
  const found = await client.query(`select to_regclass('_prisma_migrations') is not null as found`)
  return found.rows[0].found
}
