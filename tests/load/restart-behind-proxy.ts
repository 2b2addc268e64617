import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PrismaPg } from '@prisma/adapter-pg'
import { startEmbedded } from '#lib/db/embedded.ts'
import { PrismaClient } from '#lib/db/generated/client.ts'
import { startPortal } from '#lib/launch/start-portal.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { type RunningApp, startApp } from '../support/start-app.ts'
import { testEnv } from '../support/test-env.ts'
import { followStream } from './follow-stream.ts'
import { bearer, type Sent } from './http.ts'
import { installPortal, WATCHED } from './install-portal.ts'
import { type ProxyProgram, startProxy } from './start-proxy.ts'

const EVENTS_PER_SECOND = 30
const READS_PER_SECOND = 10
const STREAMS = 10
const ROUNDS = 2
const BETWEEN_MS = 2_000
const SETTLED_WITHIN_MS = 120_000
const ROOT = path.resolve(import.meta.dirname, '../..')

/** What came of restarting each instance behind a proxy. */
export type Passage = {
  readonly sent: number
  /** How many were answered with which status; 0 without an answer. */
  readonly events: ReadonlyMap<number, number>
  readonly reads: ReadonlyMap<number, number>
  readonly streams: ReadonlyMap<number, number>
  readonly missing: number
  readonly doubled: number
  readonly notTold: number
  readonly toldTwice: number
  readonly replaced: number
  readonly stopSeconds: readonly number[]
}

/**
 * Restarts two instances one after the other, twice, behind this proxy, under load.
 * @param former the folder of another version, which both are to begin with.
 */
export async function restartBehindProxy(
  proxy: ProxyProgram,
  former: string | null,
  parts: AsyncDisposableStack,
): Promise<Passage> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-rolling-'))
  parts.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const database = await startEmbedded({ dataDir, log: () => {} })
  parts.defer(database.stop)
  const ports = [await findFreePort(), await findFreePort()] as const
  const appUrl = await startProxy(proxy, ports, parts)
  const env = {
    ...testEnv(),
    ...{ APP_URL: appUrl, TRUSTED_PROXIES: '127.0.0.1', DRAIN_SECONDS: process.env.DRAIN_SECONDS ?? '3' },
  }
  const portal = await startPortal({ env, errors: 'inherit' })
  parts.defer(portal.child.stop)

  const running: RunningApp[] = []
  /** As `npm start` does it: the database first, then the server. */
  const start = async (which: 0 | 1, root: string) => {
    const own = { env: { ...process.env, DATABASE_URL: database.ownerUrl }, cwd: root, stdio: 'ignore' } as const
    execFileSync(process.execPath, ['lib/launch/migrate.ts'], own)
    const options = { databaseUrl: database.url, oauthServers: portal.addresses.oauthUrl, env, port: ports[which] }
    running[which] = await startApp({ ...options, root })
  }
  for (const which of [0, 1] as const) await start(which, former ?? ROOT)
  parts.defer(async () => void (await Promise.all(running.map((app) => app.stop()))))

  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url, max: 1 }) })
  parts.defer(() => db.$disconnect())
  const simulator = new SimulatorClient(portal.addresses.controlUrl)
  const direct = running[0]?.url ?? ''
  const bench = { parts, appUrl: direct, appPid: 0, oauthUrl: '', simulator, db, env: {}, metricsToken: '' }
  const installed = await installPortal(bench)
  const mine = bearer(installed.token)

  const streams = Array.from({ length: STREAMS }, () =>
    followStream((headers) => open(`${appUrl}/api/feed/stream`, { headers: { ...mine, ...headers } })),
  )
  const [events, reads] = [new Map<number, number>(), new Map<number, number>()]
  const ids: number[] = []
  let isOver = false
  const load = Promise.all([
    atPace(
      EVENTS_PER_SECOND,
      () => isOver,
      async () => {
        const created = { entityTypeId: WATCHED, count: 1, announce: false }
        const [itemId = 0] = await simulator.createItems(installed.memberId, created)
        ids.push(itemId)
        add(events, await ask(`${appUrl}/api/bitrix24/events`, installed.itemAdded(WATCHED, itemId)))
      },
    ),
    atPace(
      READS_PER_SECOND,
      () => isOver,
      async () => add(reads, await ask(`${appUrl}/api/feed?limit=1`, { headers: mine })),
    ),
  ])
  const stopSeconds: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const which of [0, 1] as const) {
      await sleep(BETWEEN_MS)
      const askedAt = performance.now()
      await running[which]?.stop()
      stopSeconds.push((performance.now() - askedAt) / 1_000)
      await start(which, ROOT)
    }
  }
  await sleep(BETWEEN_MS)
  isOver = true
  await load

  const counted = async () =>
    new Map(
      (
        await db.$transaction(async (tx) => {
          await tx.$executeRaw`select set_config('app.portals', ${installed.id}, true)`
          return tx.feedItem.groupBy({ by: ['itemId'], where: { removedAt: null }, _count: true })
        })
      ).map(({ itemId, _count }) => [Number(itemId), _count]),
    )
  let inFeed = await counted()
  const missing = () => ids.filter((id) => !inFeed.has(id)).length
  const notTold = () => ids.filter((id) => streams.some(({ told }) => !told.has(id))).length
  for (const deadline = performance.now() + SETTLED_WITHIN_MS; performance.now() < deadline; await sleep(500)) {
    inFeed = await counted()
    if (missing() + notTold() === 0) break
  }
  for (const stream of streams) stream.close()
  const opened = new Map<number, number>()
  for (const status of streams.flatMap(({ statuses }) => statuses)) add(opened, status)
  return {
    ...{ sent: ids.length, events, reads, streams: opened, replaced: stopSeconds.length, stopSeconds },
    ...{ missing: missing(), doubled: [...inFeed.values()].filter((count) => count > 1).length },
    ...{
      notTold: notTold(),
      toldTwice: ids.filter((id) => streams.some(({ told }) => (told.get(id) ?? 0) > 1)).length,
    },
  }
}

/** Begins `act` so often a second, however long each takes. */
async function atPace(perSecond: number, isOver: () => boolean, act: () => Promise<void>): Promise<void> {
  const begun = performance.now()
  const acts: Promise<void>[] = []
  for (let n = 0; !isOver(); n += 1) {
    await sleep(Math.max(0, begun + (n * 1_000) / perSecond - performance.now()))
    acts.push(act())
  }
  await Promise.all(acts)
}

function add(counts: Map<number, number>, status: number): void {
  counts.set(status, (counts.get(status) ?? 0) + 1)
}

/** Each on a connection of its own, as from Bitrix24's many senders. @returns 0 where nothing was answered. */
async function ask(url: string, sent: Sent): Promise<number> {
  try {
    const response = await open(url, sent)
    response.resume()
    return response.statusCode ?? 0
  } catch {
    return 0
  }
}

/** The proxy's certificate is one of its own making. */
function open(url: string, { method = 'GET', headers = {}, body = '' }: Sent): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const agent = new Agent({ rejectUnauthorized: false })
  const asked = request(url, { method, agent, headers: { ...headers, ...length } }, resolve)
  asked.once('error', reject)
  asked.end(body)
  return promise
}
