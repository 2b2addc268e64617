import { cpSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { migrate } from '#lib/db/migrate.ts'
import { MIGRATIONS } from '#lib/db/migrate-files.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A database as it was before this migration. */
export async function createDatabaseBefore(migration: string): Promise<TestDatabase> {
  const database = await createTestDatabase({ empty: true })
  const before = temporaryFolder('migrations')
  for (const name of readdirSync(MIGRATIONS)) {
    if (name < migration) cpSync(path.join(MIGRATIONS, name), path.join(before, name), { recursive: true })
  }
  await migrate(database.url, { log: () => {}, directory: before, role: 'spf_app' })
  return database
}
