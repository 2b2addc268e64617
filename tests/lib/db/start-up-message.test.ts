import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectionsOf } from '#lib/db/client.ts'
import { listen } from '#lib/db/listen.ts'
import { withOwner } from '#lib/db/with-owner.ts'
import { makeBoss } from '#lib/jobs/make-boss.ts'
import { findFreePort } from '#lib/platform/ports.ts'

/** What PgBouncer takes by its defaults (pgbouncer.org/config.html, "ignore_startup_parameters"). */
const taken = ['application_name', 'client_encoding', 'database', 'user']

let server: Server
let asked: Record<string, string>[]

/** Hears the start-up message of each connection and hangs up. */
beforeAll(async () => {
  asked = []
  server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (message: Buffer) => {
      // Length and version of the protocol, then names and values.
      const words = message.subarray(8).toString().split('\0')
      const pairs = words.flatMap((name, n) => (n % 2 === 0 && name !== '' ? [[name, words[n + 1] ?? '']] : []))
      asked.push(Object.fromEntries(pairs))
      socket.destroy()
    })
  })
  const port = await findFreePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  process.env.DATABASE_URL = `postgresql://app:pw@127.0.0.1:${port}/feed`
})
afterAll(() => void server.close())

test('every connection says who it is, and asks for nothing that a pooler refuses or leaves out', async () => {
  const url = process.env.DATABASE_URL ?? ''
  for (const pool of ['default', 'ingest'] as const) await expect(connectionsOf(pool).connect()).rejects.toThrow()
  await expect(withOwner(url, 'backup', async () => {})).rejects.toThrow()
  const boss = makeBoss()
  await expect(boss.start()).rejects.toThrow()
  await boss.stop({ graceful: false }).catch(() => {})
  const stop = listen({ onSignal: () => {}, onReconnect: () => {} })
  await expect
    .poll(() => new Set(asked.map(({ application_name }) => application_name)))
    .toEqual(new Set(['default', 'ingest', 'backup', 'jobs', 'listen'].map((name) => `smart-process-feed ${name}`)))
  await stop()
  expect([...new Set(asked.flatMap(Object.keys))].toSorted()).toEqual(taken)
})
