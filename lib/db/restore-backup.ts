import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Problem } from '../platform/problem.ts'
import { adoptDatabase } from './adopt-database.ts'
import { type BackupHead, backupHead, endLine, type RowCounts, tableLine } from './backup-format.ts'
import { BackupReader } from './backup-reader.ts'
import { listTables, type Table } from './list-tables.ts'
import { lockMigrations } from './lock-migrations.ts'
import { migrate } from './migrate.ts'
import { readMigrations } from './migrate-files.ts'
import { readHistory } from './migrate-history.ts'
import { withOwner } from './with-owner.ts'

type Options = {
  readonly log: (line: string) => void
  /** The application's role, by an operator's choice. */
  readonly role: string | null
  /** What must be true of the rows, or nothing is restored. */
  readonly check: (client: pg.ClientBase) => Promise<void>
  /** This database goes on, and the one that the backup is of does not: without it the app does not start on it. */
  readonly takesOver: boolean
}

/**
 * Fills the empty database at `ownerUrl` with a backup (unpacked), in one transaction. The schema is made as it was when the backup was;
 * later migrations are left to the start.
 * @returns how many rows of each table.
 * @throws Problem (one sentence) where it is not empty, the backup is not whole or of a newer version, or the keys are others.
 */
export async function restoreBackup(
  ownerUrl: string,
  backup: AsyncIterable<Buffer>,
  options: Options,
): Promise<RowCounts> {
  const reader = new BackupReader(backup)
  const head = await reader.line(backupHead)
  await refuseUnknown(head)
  return withOwner(ownerUrl, 'restore', async (client) => {
    await refuseRunning(client)
    await migrate(ownerUrl, { log: options.log, role: options.role, through: head.migrations.at(-1)?.name ?? '' })
    await lockMigrations(client, { log: options.log })
    await client.query('begin')
    await client.query(`select set_config('statement_timeout', '0', true), set_config('app.backup', 'on', true)`)
    const rows = await fill(client, reader, head)
    await options.check(client)
    if (options.takesOver) await adoptDatabase(client)
    await client.query('commit')
    await client.query('analyze')
    return rows
  })
}

/** Names and contents of what was applied, as far as this version has it. */
async function refuseUnknown(head: BackupHead): Promise<void> {
  const known = await readMigrations()
  const other = head.migrations.find(({ name, checksum }, place) => {
    const file = known[place]
    return file?.name !== name || file.checksum !== checksum
  })
  if (!other) return
  throw new Problem(
    `The backup is of another version of the app, whose migration ${other.name} this one does not have: restore it with that version or a newer one.`,
  )
}

async function refuseRunning(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    select application_name as name from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name like 'smart-process-feed%' limit 1`)
  if (rows[0]) throw new Problem(`The app is connected to this database (${rows[0].name}): stop it first.`)
}

async function fill(client: pg.Client, reader: BackupReader, head: BackupHead): Promise<RowCounts> {
  const tables = await listTables(client)
  await refuseOther(client, tables, head)
  const walled = tables.filter(({ isWalled }) => isWalled).map(({ name }) => name)
  // What triggers would add is in the backup, and COPY fills no table behind a wall. Nobody sees this before the commit, which puts both back.
  for (const { name } of tables) await client.query(`alter table ${pg.escapeIdentifier(name)} disable trigger user`)
  for (const name of walled) await client.query(`alter table ${pg.escapeIdentifier(name)} no force row level security`)
  await client.query('delete from home')
  const rows: RowCounts = {}
  for (const _ of tables) {
    const { table, columns } = await reader.line(tableLine)
    rows[table] = await fillTable(client, reader, { table, columns })
  }
  const { rows: expected } = await reader.line(endLine)
  const wrong = Object.keys({ ...rows, ...expected }).find((name) => rows[name] !== expected[name])
  if (wrong) throw new Problem(`The backup is not whole: of ${wrong} ${rows[wrong]} rows came, not ${expected[wrong]}.`)
  for (const { name } of tables) await client.query(`alter table ${pg.escapeIdentifier(name)} enable trigger user`)
  for (const name of walled) await client.query(`alter table ${pg.escapeIdentifier(name)} force row level security`)
  return rows
}

/** Only what is as the backup was, and holds nothing. */
async function refuseOther(client: pg.Client, tables: readonly Table[], head: BackupHead): Promise<void> {
  const history = await readHistory(client)
  if (history.size !== head.migrations.length)
    throw new Problem('The database was migrated beyond the backup: give the restore one without tables.')
  for (const { name } of tables) {
    if (name === 'home') continue
    const { rowCount } = await client.query(`select from ${pg.escapeIdentifier(name)} limit 1`)
    if (rowCount !== 0) throw new Problem(`The database holds rows (${name}): restore into an empty one.`)
  }
}

async function fillTable(
  client: pg.Client,
  reader: BackupReader,
  { table, columns }: { table: string; columns: readonly string[] },
): Promise<number> {
  const names = columns.map(pg.escapeIdentifier).join(', ')
  const copied = client.query(copyFrom(`copy ${pg.escapeIdentifier(table)} (${names}) from stdin`))
  try {
    await pipeline(Readable.from(reader.rows()), copied)
    return copied.rowCount
  } catch (error) {
    if (error instanceof Problem || !(error instanceof pg.DatabaseError)) throw error
    throw new Problem(`The rows of ${table} were not taken, so nothing was restored (${error.message}).`, {
      cause: error,
    })
  }
}
