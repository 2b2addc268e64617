import pg from 'pg'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { listen } from '#lib/db/listen.ts'
import { signalChannel } from '#lib/db/signal-channel.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'

let database: TestDatabase
let proxy: TcpProxy
let owner: pg.Client

beforeAll(async () => {
  database = await createTestDatabase()
  proxy = await startTcpProxy(new URL(database.url))
  process.env.DATABASE_URL = proxy.url
  process.env.LOG_LEVEL = 'silent'
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await proxy.close()
  await database.drop()
})

/** @returns how often it has begun to listen. */
function startListening(): () => number {
  let connections = 0
  const onReconnect = () => {
    connections += 1
  }
  onTestFinished(listen({ onSignal: () => {}, onReconnect }))
  return () => connections
}

const isListening = async () =>
  (
    await owner.query(
      `select from pg_stat_activity where application_name like '%listen' and datname = current_database()`,
    )
  ).rowCount === 1

test('D11: a connection that is half open, or that listens no more, is noticed and made anew, and whoever hears of it reads again', async () => {
  const connections = startListening()
  await expect.poll(connections).toBe(1)
  expect(await isListening()).toBe(true)
  // Nothing arrives any more, and nobody says so.
  proxy.freeze('listen')
  await expect.poll(connections).toBe(2)
})

test('D11: a pooler that hands the connection to somebody else takes the listening with it, which is noticed', async () => {
  let isLost = false
  const query = pg.Client.prototype.query
  onTestFinished(() => {
    pg.Client.prototype.query = query
  })
  // The first connection's LISTEN goes to another session of the pooler.
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    if (isLost || args[0] !== `listen ${signalChannel}`) return Reflect.apply(query, this, args)
    isLost = true
    return Reflect.apply(query, this, ['select 1'])
  } as typeof query
  const connections = startListening()
  await expect.poll(connections).toBe(2)
})
