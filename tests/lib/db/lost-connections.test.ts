import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { db } from '#lib/db/client.ts'
import { inPortals } from '#lib/db/in-portals.ts'
import { isDatabaseDown } from '#lib/db/is-database-down.ts'
import { newId } from '#lib/platform/ids.ts'
import { runDatabase } from '../../support/run-database.ts'

runDatabase()

const ROUNDS = 60
const BETWEEN_ROUNDS_MS = 40

test('D6: a connection that the server ends crashes nobody, whatever it was doing', async () => {
  // What would end a process: an error that is told to nobody.
  const untold: unknown[] = []
  const emit = pg.Client.prototype.emit
  vi.spyOn(pg.Client.prototype, 'emit').mockImplementation(function (this: pg.Client, name, ...args) {
    if (name !== 'error' || this.listenerCount('error') > 0) return emit.call(this, name, ...args)
    untold.push(args[0])
    return false
  })
  const problems: unknown[] = []
  let isOver = false
  const work = async (n: number) => {
    while (!isOver) {
      const query = n % 2 === 0 ? db().portal.count() : inPortals([newId()], (tx) => tx.installation.count())
      await query.catch((error: unknown) => problems.push(error))
    }
  }
  const workers = Array.from({ length: 16 }, (_, n) => work(n))
  const server = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await server.connect()
  for (let round = 0; round < ROUNDS; round += 1) {
    await sleep(BETWEEN_ROUNDS_MS)
    await server.query(
      // The server's own processes, such as one that vacuums, have no user.
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and usename is not null and pid <> pg_backend_pid()`,
    )
  }
  isOver = true
  await Promise.all(workers)
  await server.end()
  expect(untold).toEqual([])
  expect(problems.length).toBeGreaterThan(0)
  expect(problems.filter((problem) => !isDatabaseDown(problem))).toEqual([])
})
