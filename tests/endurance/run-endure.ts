import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Parts } from '#lib/launch/run-program.ts'
import { Screen } from '../interleavings/screen.ts'
import { PortalDriver, people } from '../support/portal-driver.ts'
import { type Cluster, startCluster } from './start-cluster.ts'

const TYPE = 1220
const EVERY_MS = 50
const SETTLE_WITHIN_MS = 180_000
const LOST = 0.1
const DOUBLED = 0.1

type Step = { readonly at: number; readonly what: string; readonly run: () => Promise<void> }

/** Twenty creations a second for so long, with everything that can be restarted restarted meanwhile. */
export async function endure(parts: Parts, forMs: number): Promise<{ table: string; isWhole: boolean }> {
  const cluster = await startCluster(parts, { SWEEP_INTERVAL_SECONDS: '15' })
  const { simulator, front } = cluster
  const pool = new pg.Pool({ connectionString: cluster.database.url, max: 2 })
  pool.on('error', () => {})
  parts.defer(() => pool.end())
  const system = { app: { url: front.url }, simulator, sql: () => Promise.resolve([]) }
  const portal = new PortalDriver(system, await simulator.createPortal())
  await portal.install()
  await (await portal.viewer()).watch(TYPE)
  await simulator.setFaults(portal.memberId, { drop: LOST, double: 1, doubleShare: DOUBLED })

  const screen = new Screen(
    'admin',
    () => portal.viewer(),
    () => cluster.web.map(({ url }) => url),
    true,
  )
  const created: number[] = []
  const stopAt = Date.now() + forMs
  const from = Date.now()
  const follow = async () => {
    for (; Date.now() < stopAt; await sleep(250)) await screen.turn()
  }
  const create = async () => {
    for (let next = from; next < stopAt; next += EVERY_MS) {
      await sleep(Math.max(0, next - Date.now()))
      const userId = created.length % 2 === 0 ? people.employee : people.manager
      created.push(...(await portal.create({ entityTypeId: TYPE, userId })))
    }
  }
  const restart = async () => {
    for (const step of steps(cluster)) {
      await sleep(Math.max(0, from + step.at * forMs - Date.now()))
      process.stderr.write(`${Math.round((Date.now() - from) / 1_000)} s: ${step.what}\n`)
      await step.run()
    }
  }
  await Promise.all([follow(), create(), restart()])
  await simulator.settled(portal.memberId)
  return judge({ cluster, portal, pool, screen, created })
}

function steps({ database, web, workers, start }: Cluster): Step[] {
  return [
    {
      at: 0.25,
      what: 'the database restarts',
      run: async () => {
        const pid = database.pid()
        if (pid !== undefined) process.kill(pid, 'SIGINT')
      },
    },
    {
      at: 0.5,
      what: 'a worker is killed, and another one started',
      run: async () => {
        await workers.shift()?.kill()
        workers.push(await start('worker'))
      },
    },
    {
      at: 0.7,
      what: 'all instances are replaced one by one',
      run: async () => {
        for (const [instances, role] of [
          [web, 'web'],
          [workers, 'worker'],
        ] as const) {
          for (let n = 0; n < 2; n += 1) {
            instances.push(await start(role))
            await instances.shift()?.stop()
          }
        }
      },
    },
  ]
}

type Ended = { cluster: Cluster; portal: PortalDriver; pool: pg.Pool; screen: Screen; created: readonly number[] }

async function judge({ cluster, portal, pool, screen, created }: Ended): Promise<{ table: string; isWhole: boolean }> {
  const startedAt = Date.now()
  let missing: number[] = []
  let shown: number[] = []
  let unseen: number[] = []
  do {
    await sleep(1_000)
    await screen.turn()
    shown = await (await portal.viewer()).itemIds().catch(() => [])
    const inFeed = new Set(shown)
    missing = created.filter((id) => !inFeed.has(id))
    unseen = created.filter((id) => !screen.rows.has(`${TYPE}:${id}`))
  } while (missing.length + unseen.length > 0 && Date.now() - startedAt < SETTLE_WITHIN_MS)
  const doubles = shown.length - new Set(shown).size
  const rows = await counts(pool, portal.memberId)
  const requests = (await cluster.simulator.restLog(portal.memberId)).length
  const lines: [string, number | string][] = [
    ['created in the CRM', created.length],
    ['in the feed', shown.length],
    ['missing', missing.length],
    ['double', doubles],
    ['not on the open page', unseen.length],
    ['problems of its streams', screen.problems.length],
    ['recovered by catch-up', rows.recovered],
    ['receipts', rows.receipts],
    ['receipts that wait', rows.waiting],
    ['REST requests (log)', requests],
    ['seconds until whole', Math.round((Date.now() - startedAt) / 1_000)],
  ]
  const isWhole = missing.length + doubles + unseen.length + screen.problems.length === 0
  return { table: lines.map(([name, value]) => `${name.padEnd(28)}${value}`).join('\n'), isWhole }
}

async function counts(pool: pg.Pool, memberId: string) {
  const client = await pool.connect()
  try {
    await client.query(`select set_config('app.portals', coalesce(string_agg(id::text, ','), ''), false) from portal`)
    const { rows } = await client.query<{ recovered: string; receipts: string; waiting: string }>(
      `select (select count(*) from feed_item i where i.portal_id = p.id and i.source = 'CATCH_UP') as recovered,
              (select count(*) from event_delivery d where d.portal_id = p.id) as receipts,
              (select count(*) from event_delivery d where d.portal_id = p.id and d.settled_at is null) as waiting
       from portal p where p.member_id = $1`,
      [memberId],
    )
    return rows[0] ?? { recovered: '?', receipts: '?', waiting: '?' }
  } finally {
    client.release()
  }
}
