import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { Problem } from '../platform/problem.ts'
import { type BackupHead, endOfRows, type RowCounts } from './backup-format.ts'
import { listTables, type Table } from './list-tables.ts'
import { readHistory } from './migrate-history.ts'
import { withOwner } from './with-owner.ts'

/**
 * Writes all rows of the database at `ownerUrl` as they are at one moment, while others go on writing. The job queue is left out: it is
 * made anew from what is due.
 * @returns how many rows of each table.
 * @throws Problem (one sentence) where the owner cannot see all rows.
 */
export async function writeBackup(ownerUrl: string, file: NodeJS.WritableStream): Promise<RowCounts> {
  const rows: RowCounts = {}
  return withOwner(ownerUrl, 'backup', async (client) => {
    await client.query('begin isolation level repeatable read, read only')
    await client.query(`
      select set_config('app.backup', 'on', true), set_config('statement_timeout', '0', true),
             set_config('idle_in_transaction_session_timeout', '0', true)`)
    await pipeline(backupOf(client, rows), createGzip(), file)
    await client.query('commit')
    return rows
  })
}

async function* backupOf(client: pg.Client, rows: RowCounts): AsyncGenerator<string | Buffer> {
  const tables = await listTables(client)
  refuseHidden(tables)
  const names = tables.map(({ name }) => pg.escapeIdentifier(name))
  // So that no migration changes a table between the head and its rows.
  await client.query(`lock table _prisma_migrations, ${names.join(', ')} in access share mode`)
  yield line(await headOf(client))
  for (const { name, columns } of tables) {
    yield line({ table: name, columns })
    const copied = client.query(
      copyTo(
        `copy (select ${columns.map(pg.escapeIdentifier).join(', ')} from ${pg.escapeIdentifier(name)}) to stdout`,
      ),
    )
    yield* copied
    yield endOfRows
    rows[name] = copied.rowCount
  }
  yield line({ rows })
}

function refuseHidden(tables: readonly Table[]): void {
  if (tables.length === 0) throw new Problem('The database holds no tables of this app: nothing to back up.')
  const hidden = tables.filter(({ isReadable }) => !isReadable).map(({ name }) => name)
  if (hidden.length === 0) return
  throw new Problem(
    `This login may not read all rows of ${hidden.join(', ')}: connect as the owner of the tables (DATABASE_MIGRATION_URL), after the migrations of this version (npm run db:migrate).`,
  )
}

async function headOf(client: pg.Client): Promise<BackupHead> {
  const migrations = [...(await readHistory(client))].map(([name, checksum]) => ({ name, checksum }))
  const { rows } = await client.query<{ now: Date }>('select now()')
  return { format: 'smart-process-feed backup 1', madeAt: rows[0]?.now.toISOString() ?? '', migrations }
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`
}
