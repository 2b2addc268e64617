import type { DiagnoseMigrationHistoryOutput, MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { MIGRATIONS, readMigrations } from '#lib/db/migrate-files.ts'
import { NO_FILTER, withSchemaEngine } from '#lib/launch/schema-engine.ts'

/** What `prisma migrate status` finds out, by the engine that it asks. */
export async function prismaStatus(url: string, directory = MIGRATIONS): Promise<DiagnoseMigrationHistoryOutput> {
  const input = { migrationsList: await listOf(directory), optInToShadowDatabase: false, filters: NO_FILTER }
  return withSchemaEngine(url, (engine) => engine.diagnoseMigrationHistory(input))
}

/** What `prisma migrate deploy` does, by the engine that does it: the names of what it applied. */
export async function prismaDeploy(url: string, directory = MIGRATIONS): Promise<string[]> {
  const input = { migrationsList: await listOf(directory), filters: NO_FILTER }
  const { appliedMigrationNames } = await withSchemaEngine(url, (engine) => engine.applyMigrations(input))
  return appliedMigrationNames
}

async function listOf(directory: string): Promise<MigrationList> {
  const migrations = await readMigrations(directory)
  return {
    baseDir: directory,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}
