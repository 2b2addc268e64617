import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '#lib/db/generated/client.ts'
import { buildApp, isBuildCurrent } from '#lib/launch/build-app.ts'
import { runProgram } from '#lib/launch/run-program.ts'
import { startPortal } from '#lib/launch/start-portal.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { startPair } from '../support/database-pair.ts'
import { startApp } from '../support/start-app.ts'
import { testEnv } from '../support/test-env.ts'
import { followStream } from './follow-stream.ts'
import { bearer, open, send } from './http.ts'
import { installPortal, WATCHED } from './install-portal.ts'
import { formatCells } from './table.ts'

// `node tests/load/failover.ts`: a primary with a synchronous replica, killed in the middle of a burst, and the replica promoted. Prints what
// became of each event that was acknowledged, of each that was declined, and of an open stream.
const EVENTS_PER_SECOND = 20
const BURST_SECONDS = 20
const KILLED_AFTER_SECONDS = 6
/** As long as whoever watches the primary takes to be sure. */
const PROMOTED_AFTER_MS = 2_000
const SETTLED_WITHIN_MS = 120_000

await runProgram(async (parts) => {
  if (!isBuildCurrent()) await buildApp(parts, 2)
  const pair = await startPair(parts)
  const port = await findFreePort()
  const appUrl = `http://127.0.0.1:${port}`
  const env = { ...testEnv(), APP_URL: appUrl, TRUSTED_PROXIES: '127.0.0.1', METRICS_TOKEN: 'x'.repeat(16) }
  const portal = await startPortal({ env, errors: 'inherit' })
  parts.defer(portal.child.stop)
  const app = await startApp({ databaseUrl: pair.bothUrl, oauthServers: portal.addresses.oauthUrl, env, port })
  parts.defer(async () => void (await app.stop()))
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: pair.primaryUrl, max: 1 }) })
  const simulator = new SimulatorClient(portal.addresses.controlUrl)
  const bench = { parts, appUrl, appPid: app.pid, oauthUrl: '', simulator, db, env: {}, metricsToken: '' }
  const installed = await installPortal(bench)
  await db.$disconnect()

  const stream = followStream((headers) =>
    open(`${appUrl}/api/feed/stream`, { headers: { ...bearer(installed.token), ...headers } }),
  )
  const acknowledged: number[] = []
  const declined: number[] = []
  const begun = performance.now()
  let lastBefore = 0
  let firstAfter = 0
  let killedAt = 0
  const dying = (async () => {
    await sleep(KILLED_AFTER_SECONDS * 1_000)
    killedAt = performance.now()
    await pair.killPrimary()
    await sleep(PROMOTED_AFTER_MS)
    await pair.promote()
  })()
  const posts: Promise<void>[] = []
  for (let n = 0; n < EVENTS_PER_SECOND * BURST_SECONDS; n += 1) {
    await sleep(Math.max(0, begun + (n * 1_000) / EVENTS_PER_SECOND - performance.now()))
    const [itemId = 0] = await simulator.createItems(installed.memberId, {
      entityTypeId: WATCHED,
      count: 1,
      announce: false,
    })
    posts.push(
      send(`${appUrl}/api/bitrix24/events`, installed.itemAdded(WATCHED, itemId)).then(
        () => {
          acknowledged.push(itemId)
          if (killedAt === 0) lastBefore = performance.now()
          else if (firstAfter === 0 && performance.now() - killedAt > 100) firstAfter = performance.now()
        },
        () => void declined.push(itemId),
      ),
    )
  }
  await Promise.all(posts)
  await dying

  const missing = async (ids: readonly number[]) => {
    const there = await pair.feed(installed.id)
    return ids.filter((itemId) => !there.has(itemId)).length
  }
  const all = [...acknowledged, ...declined]
  const deadline = performance.now() + SETTLED_WITHIN_MS
  while (performance.now() < deadline && ((await missing(all)) > 0 || all.some((id) => !stream.told.has(id))))
    await sleep(500)
  const notTold = all.filter((itemId) => !stream.told.has(itemId)).length
  const lost = await missing(acknowledged)
  process.stdout.write(
    `${formatCells([
      ['what', 'measured'],
      ['events sent, acknowledged, declined', `${all.length}, ${acknowledged.length}, ${declined.length}`],
      ['acknowledged and not in the feed', String(lost)],
      ['declined and not in the feed in the end', String(await missing(declined))],
      ['items that the stream was not told', String(notTold)],
      [
        'without an acknowledgement for',
        `${((firstAfter - lastBefore) / 1_000).toFixed(1)} s, of ${PROMOTED_AFTER_MS / 1_000} s until the promotion`,
      ],
      ['times that the stream was opened', String(stream.statuses.filter((status) => status === 200).length)],
    ])}\n`,
  )
  stream.close()
  if (lost > 0 || notTold > 0) process.exitCode = 1
})
