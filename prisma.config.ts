import { defineConfig } from 'prisma/config'

// `prisma generate` looks for a native engine that it does not use; pointing it at an existing file makes it generate offline.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ||= process.execPath

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_MIGRATION_URL || process.env.DATABASE_URL || '' },
})
