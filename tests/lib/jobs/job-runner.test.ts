import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { JobKind } from '#lib/jobs/job-kind.ts'
import { JobRunner } from '#lib/jobs/job-runner.ts'
import { makeBoss } from '#lib/jobs/make-boss.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'

let database: TestDatabase
let proxy: TcpProxy
let client: pg.Client
const runners: JobRunner[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  proxy = await startTcpProxy(new URL(database.url))
  process.env.DATABASE_URL = proxy.url
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})

afterEach(async () => {
  await proxy.set('open')
  await Promise.all(runners.splice(0).map((runner) => runner.stop()))
})

afterAll(async () => {
  await client.end()
  await proxy.close()
  await database.drop()
})

/** Portals that are due until their job is done; that may be done twice, as a look may have begun before the first had ended. */
function makeKind(name: string, options: Partial<JobKind> = {}) {
  const due = new Set<string>()
  const done = new Set<string>()
  const kind: JobKind = {
    name,
    everySeconds: 0.3,
    concurrency: 2,
    listDue: async () => [...due],
    ...options,
    run: async (portalId, clock) => {
      await options.run?.(portalId, clock)
      due.delete(portalId)
      done.add(portalId)
    },
  }
  return { due, done, kind }
}

function startRunner(...kinds: JobKind[]): JobRunner {
  const runner = new JobRunner(makeBoss(), kinds, systemClock)
  runners.push(runner)
  runner.start()
  return runner
}

async function jobs(name: string) {
  const text = 'select state::text, singleton_key as key, output from pgboss.job where name = $1 order by created_on'
  return (await client.query<{ state: string; key: string; output: unknown }>(text, [name])).rows
}

test('a portal is never worked on by two instances at once, and none is left out', async () => {
  const atWork = new Set<string>()
  const clashes: string[] = []
  const runs = new Map(['a', 'b', 'c'].map((portalId) => [portalId, 0]))
  const { kind } = makeKind('alone', {
    everySeconds: 0.05,
    // More workers than portals.
    concurrency: 4,
    listDue: async () => [...runs].flatMap(([portalId, count]) => (count < 4 ? [portalId] : [])),
    run: async (portalId) => {
      if (atWork.has(portalId)) clashes.push(portalId)
      atWork.add(portalId)
      await wait(50)
      runs.set(portalId, (runs.get(portalId) ?? 0) + 1)
      atWork.delete(portalId)
    },
  })
  startRunner(kind)
  startRunner(kind)
  await expect.poll(() => Math.min(...runs.values())).toBeGreaterThanOrEqual(4)
  expect(clashes).toEqual([])
})

test('a portal that hangs delays no other', async () => {
  const hanging = Promise.withResolvers<void>()
  const { due, done, kind } = makeKind('storm', {
    run: (portalId) => (portalId === 'slow' ? hanging.promise : Promise.resolve()),
  })
  startRunner(kind)
  for (const portalId of ['slow', 'a', 'b', 'c']) due.add(portalId)
  await expect.poll(() => done).toEqual(new Set(['a', 'b', 'c']))
  hanging.resolve()
})

test('a job that fails is tried again later, holds up no other, and keeps the reason alone', async () => {
  const secret = { config: { data: 'auth=secret' } }
  const { due, done, kind } = makeKind('failing', {
    run: async (portalId) => {
      if (portalId === 'bad') throw Object.assign(new Error('The portal declined.'), secret)
    },
  })
  startRunner(kind)
  for (const portalId of ['bad', 'good']) due.add(portalId)
  await expect.poll(() => done).toEqual(new Set(['good']))
  await expect
    .poll(() => jobs('failing'))
    .toContainEqual(
      expect.objectContaining({
        state: 'retry',
        key: 'bad',
        output: expect.objectContaining({ message: 'The portal declined.' }),
      }),
    )
  expect(JSON.stringify(await jobs('failing'))).not.toContain('secret')
})

test('a portal that is due again at a known time is taken up then', async () => {
  let runs = 0
  const at = new Date(Date.now() + 500)
  const { due, kind } = makeKind('delayed', {
    everySeconds: 600,
    run: async () => {
      runs += 1
    },
    nextAt: async () => (runs === 1 ? at : null),
  })
  due.add('portal')
  startRunner(kind)
  await expect.poll(() => runs).toBe(2)
  expect(Date.now()).toBeGreaterThanOrEqual(at.getTime())
})

test.each(['refuse', 'hang'] as const)(
  'a database that answers with "%s" for a while stops nothing for good',
  async (mode) => {
    let looks = 0
    const { due, done, kind } = makeKind(`outage-${mode}`, {
      listDue: async () => {
        looks += 1
        return [...due]
      },
    })
    startRunner(kind)
    due.add('before')
    await expect.poll(() => done).toEqual(new Set(['before']))
    await proxy.set(mode)
    due.add('during')
    const looksBefore = looks
    await expect.poll(() => looks).toBeGreaterThan(looksBefore + 1)
    expect(done).toEqual(new Set(['before']))
    await proxy.set('open')
    await expect.poll(() => done).toEqual(new Set(['before', 'during']))
  },
)

test('starts once the database is there, and stops while it is away', async () => {
  await proxy.set('refuse')
  const { due, done, kind } = makeKind('late')
  const runner = startRunner(kind)
  due.add('portal')
  await proxy.set('open')
  await expect.poll(() => done).toEqual(new Set(['portal']))
  await proxy.set('refuse')
  await runner.stop()
})

test('stopping does not wait for a portal that hangs, and gives its job back', async () => {
  const { due, kind } = makeKind('drained', { run: () => Promise.withResolvers<void>().promise })
  due.add('hanging')
  const runner = startRunner(kind)
  await expect.poll(() => jobs('drained')).toMatchObject([{ state: 'active' }])
  await runner.stop()
  expect(await jobs('drained')).toMatchObject([{ state: 'retry', key: 'hanging' }])
})

test('the job of a process that was killed is taken over', async () => {
  const { due, done, kind } = makeKind('orphaned')
  const first = startRunner({ ...kind, listDue: async () => [] })
  await expect
    .poll(async () => (await client.query(`select 1 from pgboss.queue where name = 'orphaned'`)).rowCount)
    .toBe(1)
  await first.stop()
  const killed = makeBoss()
  await killed.start()
  await killed.insert('orphaned', [{ data: { portalId: 'portal' }, singletonKey: 'portal' }])
  expect(await killed.fetch('orphaned')).toHaveLength(1)
  await killed.stop({ graceful: false })
  due.add('portal')
  startRunner(kind)
  await expect.poll(() => done).toEqual(new Set(['portal']))
})

test('whom somebody waits for comes before what became due by time', async () => {
  const order: string[] = []
  const held = Promise.withResolvers<void>()
  const { due, kind } = makeKind('hurried', {
    everySeconds: 60,
    concurrency: 1,
    run: async (portalId) => {
      order.push(portalId)
      if (order.length === 1) await held.promise
    },
  })
  for (const portalId of ['a', 'b', 'c', 'd']) due.add(portalId)
  const runner = startRunner(kind)
  await expect.poll(() => order.length).toBe(1)
  runner.enqueue(kind.name, 'awaited')
  await expect.poll(async () => (await jobs(kind.name)).some(({ key }) => key === 'awaited')).toBe(true)
  held.resolve()
  await expect.poll(() => order.length).toBe(5)
  expect(order[1]).toBe('awaited')
})

test('a look that found as many as it may is followed by another one soon', async () => {
  const { due, done, kind } = makeKind('some-at-a-time', {
    everySeconds: 3_600,
    mostPerLook: 2,
    listDue: async () => [...due].slice(0, 2),
  })
  for (const portalId of ['a', 'b', 'c', 'd', 'e']) due.add(portalId)
  startRunner(kind)
  await expect.poll(() => done.size).toBe(5)
})

test('of very many that are due some hundreds are queued at a time, until none is left', async () => {
  const held = Promise.withResolvers<void>()
  const { due, done, kind } = makeKind('very-many', { everySeconds: 3_600, concurrency: 2, run: () => held.promise })
  for (let n = 0; n < 1_050; n += 1) due.add(`portal ${n}`)
  startRunner(kind)
  await expect.poll(async () => (await jobs(kind.name)).length).toBe(500)
  // The others have been done meanwhile, by whomever.
  for (const portalId of [...due].slice(0, 1_040)) due.delete(portalId)
  held.resolve()
  await expect.poll(() => due.size).toBe(0)
  expect(done.size).toBeGreaterThanOrEqual(10)
})
