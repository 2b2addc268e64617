import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

export const MIGRATIONS = path.resolve(import.meta.dirname, '../../prisma/migrations')

export type MigrationFile = {
  /** The folder's name, such as `20261122120000_init`. */
  name: string
  sql: string
  /** As Prisma records it: SHA-256 of the script, in hex. */
  checksum: string
}

/** The migrations on disk, oldest first. */
export async function readMigrations(directory = MIGRATIONS): Promise<MigrationFile[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}
