import pg from 'pg'
import { MigrationRefused } from './migrate-history.ts'

/** Prisma's own number, so that `prisma migrate` and we exclude each other. */
const LOCK = 72_707_369
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Lets one process at a time migrate this database, for as long as the client is connected.
 * @throws MigrationRefused when another one has not ended within `waitMs`.
 */
export async function lockMigrations(
  client: pg.Client,
  { log, waitMs }: { log: (line: string) => void; waitMs: number },
): Promise<void> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK])
  if (rows[0]?.locked) return
  log('Another process migrates this database: waiting for it.')
  await client.query(`select set_config('lock_timeout', $1, false)`, [String(waitMs)])
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== LOCK_NOT_AVAILABLE) throw error
    throw new MigrationRefused(
      `Another process has been migrating this database for more than ${waitMs / 1_000} s${await holder(client)}: wait until it has ended, or end it, and start again.`,
      { cause: error },
    )
  }
  await client.query('reset lock_timeout')
}

/** Whom `pg_terminate_backend` would end. */
async function holder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ pid: number }>(
    `select l.pid from pg_locks l join pg_database d on d.oid = l.database
     where l.locktype = 'advisory' and l.granted and l.objid = $1 and d.datname = current_database()`,
    [LOCK],
  )
  return rows[0] ? ` (PostgreSQL's process ${rows[0].pid})` : ''
}
