import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { MigrationRefused } from './migrate-history.ts'

/** Prisma's own number, so that `prisma migrate` and we exclude each other. */
const LOCK = 72_707_369
/** Longer than any migration should take. */
const WAIT_MS = 5 * 60_000
const ASK_MS = 250
const TELL_MS = 30_000

/**
 * Lets one process at a time migrate this database, for as long as the client is connected. Whoever has to wait says at once for whom, and
 * again every 30 s. It asks rather than waits in PostgreSQL: a pooler may keep the limit of such a wait from getting there.
 * @throws MigrationRefused when another one has not ended within `waitMs`.
 */
export async function lockMigrations(
  client: pg.Client,
  { log, waitMs = WAIT_MS }: { log: (line: string) => void; waitMs?: number },
): Promise<void> {
  for (let waitedMs = 0; !(await tryLock(client)); waitedMs += ASK_MS) {
    if (waitedMs >= waitMs) {
      const { told, pid } = await holder(client)
      throw new MigrationRefused(
        `Another process has been migrating this database for more than ${waitMs / 1_000} s${told}: wait until it has ended, or end it (select pg_terminate_backend(${pid})), and start again.`,
      )
    }
    if (waitedMs % TELL_MS === 0) {
      const { told } = await holder(client)
      log(`Another process migrates this database${told}: waiting for it, ${waitMs / 1_000} s at most.`)
    }
    await sleep(ASK_MS)
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK])
  return rows[0]?.locked === true
}

/** Whom `pg_terminate_backend` would end. What others do is shown to who may see it. */
async function holder(client: pg.Client): Promise<{ told: string; pid: string }> {
  const { rows } = await client.query<{ pid: number; name: string | null; since: string | null }>(
    `select l.pid, nullif(a.application_name, '') as name,
            to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"') as since
     from pg_locks l join pg_database d on d.oid = l.database left join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.objid = $1 and d.datname = current_database()`,
    [LOCK],
  )
  const [one] = rows
  if (!one) return { told: '', pid: '…' }
  const words = [`PostgreSQL's process ${one.pid}`, one.name ?? 'which gave no name']
  if (one.since !== null) words.push(`connected since ${one.since}`)
  return { told: ` (${words.join(', ')})`, pid: String(one.pid) }
}
