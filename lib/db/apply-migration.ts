import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { MigrationFile } from './migrate-files.ts'
import { MigrationRefused } from './migrate-history.ts'

/** Waited too long, or was chosen to end a deadlock with the app of before. */
const HELD_UP: readonly unknown[] = ['55P03', '40P01']
/** Whatever waits behind a migration that waits for a table is held up as long: events wait longer than that before they are declined. */
const TABLE_WAIT_MS = 1_000
const BETWEEN_TRIES_MS = 1_000

/**
 * Applies one migration and records it, whole or not at all. Where somebody has a table open for long, such as a backup, it is taken back and
 * tried again, so that the app of before goes on meanwhile.
 * @throws MigrationRefused (one sentence) when the script fails, or a table is not free within so many tries.
 */
export async function applyMigration(
  client: pg.Client,
  migration: MigrationFile,
  { log, tries }: { log: (line: string) => void; tries: number },
): Promise<void> {
  for (let left = tries; ; left -= 1) {
    try {
      return await applyOnce(client, migration)
    } catch (error) {
      await client.query('rollback').catch(() => {})
      const isHeldUp = error instanceof pg.DatabaseError && HELD_UP.includes(error.code)
      if (isHeldUp && left > 1) {
        if (left === tries)
          log(`The migration ${migration.name} waits for a table that is in use${await users(client)}.`)
        await sleep(BETWEEN_TRIES_MS)
        continue
      }
      const reason = error instanceof Error ? error.message : String(error)
      const told = isHeldUp
        ? `: a table was in use all the time${await users(client)}, end that and start again`
        : ` and was taken back whole: ${reason}`
      throw new MigrationRefused(`The migration ${migration.name} failed${told}.`, { cause: error })
    }
  }
}

async function applyOnce(client: pg.Client, { name, sql, checksum }: MigrationFile): Promise<void> {
  await client.query('begin')
  await client.query(`select set_config('lock_timeout', $1, true)`, [String(TABLE_WAIT_MS)])
  await client.query(sql)
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
     values (gen_random_uuid(), $1, $2, now(), clock_timestamp(), 1)`,
    [checksum, name],
  )
  await client.query('commit')
}

/** Who has tables open, the longest first. What others do is shown to who may see it. */
async function users(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ pid: number; name: string | null }>(`
    select a.pid, nullif(a.application_name, '') as name
    from pg_stat_activity a
    where a.datname = current_database() and a.pid <> pg_backend_pid() and exists (
      select from pg_locks l where l.pid = a.pid and l.locktype = 'relation' and l.granted and l.relation >= 16384
    ) order by a.xact_start nulls last limit 1`)
  return rows[0] ? ` (by PostgreSQL's process ${rows[0].pid}, ${rows[0].name ?? 'which gave no name'})` : ''
}
