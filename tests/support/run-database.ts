import { afterAll, beforeAll } from 'vitest'
import { db } from '#lib/db/client.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

/** A database of its own for a test file, which our modules use in this process. */
export function runDatabase(): void {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
    process.env.DATABASE_URL = database.url
  })
  afterAll(async () => {
    await db().$disconnect()
    await database.drop()
  })
}
