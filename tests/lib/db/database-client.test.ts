import { expect, onTestFinished, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { DatabaseClient } from '#lib/db/database-client.ts'
import { eachHost } from '#lib/platform/database-hosts.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { createTestDatabase } from '../../support/database.ts'
import { startPair } from '../../support/database-pair.ts'

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

test('D6: a connection is one to the primary, also after the primary is killed and its replica promoted, which has all of it', async () => {
  const parts = new AsyncDisposableStack()
  onTestFinished(() => parts.disposeAsync())
  const pair = await startPair(parts)
  // The replica first: it is there, and follows.
  const [first = '', second = ''] = eachHost(pair.bothUrl)
  const replicaFirst = first.replace(new URL(first).host, `${new URL(second).host},${new URL(first).host}`)
  const ask = async (text: string) => {
    const client = new DatabaseClient({ connectionString: replicaFirst })
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }
  await expect(ask('select 1')).rejects.toThrow('follows another one')
  await ask(`insert into portal (id, member_id, domain, client_endpoint)
    select gen_random_uuid(), n, n, n from generate_series(1, 50) n`)
  await pair.killPrimary()
  await pair.promote()
  await expect.poll(() => ask('select count(*)::int as count from portal').catch(() => null)).toEqual([{ count: 50 }])
})
