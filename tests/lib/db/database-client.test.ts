import { expect, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { DatabaseClient } from '#lib/db/database-client.ts'
import { eachHost } from '#lib/platform/database-hosts.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { createTestDatabase } from '../../support/database.ts'

test('an address of several hosts is one address for each of them', () => {
  expect(eachHost('postgresql://a:p%40@one:5432,[::1]:5433/feed?sslmode=require')).toEqual([
    'postgresql://a:p%40@one:5432/feed?sslmode=require',
    'postgresql://a:p%40@[::1]:5433/feed?sslmode=require',
  ])
  expect(eachHost('postgres://one/feed')).toEqual(['postgres://one/feed'])
})

test('where the first host does not answer the next attempt goes to the other, and so do all that follow', async () => {
  const database = await createTestDatabase()
  const connectionString = database.url.replace(/@([^/]+)\//, `@127.0.0.1:${await findFreePort()},$1/`)
  const connect = async () => {
    const client = new DatabaseClient({ connectionString })
    await client.connect()
    await client.end()
  }
  await expect(connect()).rejects.toThrow('ECONNREFUSED')
  await connect()
  await connect()
  process.env.DATABASE_URL = connectionString
  expect(await db().portal.count()).toBe(0)
  await db().$disconnect()
  await database.drop()
})
