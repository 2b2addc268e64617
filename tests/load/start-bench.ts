import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { startEmbedded } from '#lib/db/embedded.ts'
import { type Prisma, PrismaClient } from '#lib/db/generated/client.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { buildApp, isBuildCurrent } from '#lib/launch/build-app.ts'
import type { Parts } from '#lib/launch/run-program.ts'
import { startPortal } from '#lib/launch/start-portal.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { startApp } from '../support/start-app.ts'
import { COUNTING, enableStatementCounts } from '../support/statement-counts.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { testEnv } from '../support/test-env.ts'

/** Standard output is for the table alone. */
const STDERR = 2

/** What all measurements share. */
export type Bench = {
  parts: Parts
  appUrl: string
  appPid: number
  oauthUrl: string
  simulator: SimulatorClient
  db: PrismaClient
  /** What another process of ours needs to work on the same database. */
  env: Record<string, string>
  /** What opens the app's metrics. */
  metricsToken: string
}

/** In a transaction that sees the rows of this portal, as the app's do. */
export function seePortal<T>(
  { db }: Bench,
  portalId: string,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return db.$transaction(
    async (tx) => {
      await tx.$executeRaw`select set_config('app.portals', ${portalId}, true)`
      return work(tx)
    },
    { timeout: 60_000 },
  )
}

/**
 * Starts a PostgreSQL that flushes each commit to disk and counts what it is asked, the simulator, and the production app (built when the sources have
 * changed).
 * @param settings what the app's environment has besides.
 * @param databaseDelayMs by so much later the app hears each answer of PostgreSQL.
 */
export async function startBench(
  parts: Parts,
  settings: Record<string, string> = {},
  databaseDelayMs = 0,
): Promise<Bench> {
  const quiet = () => {}
  if (!isBuildCurrent()) await buildApp(parts, STDERR)
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-bench-'))
  parts.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const database = await startEmbedded({ dataDir, log: quiet, settings: COUNTING })
  parts.defer(database.stop)
  await prepareDatabase(database.ownerUrl, { log: quiet })
  await enableStatementCounts(dataDir, new URL(database.ownerUrl))

  const port = await findFreePort()
  const appUrl = `http://127.0.0.1:${port}`
  const metricsToken = randomBytes(16).toString('hex')
  // The load comes from this machine and may name the address that it stands for.
  const ours = { METRICS_TOKEN: metricsToken, TRUSTED_PROXIES: '127.0.0.1' }
  const env = { ...testEnv(), DATABASE_TIMEOUT_MS: '', APP_URL: appUrl, ...ours, ...settings }
  const portal = await startPortal({ env, errors: 'inherit' })
  parts.defer(portal.child.stop)
  const { oauthUrl, controlUrl } = portal.addresses
  const databaseUrl = databaseDelayMs > 0 ? await slowDown(parts, database.url, databaseDelayMs) : database.url
  const app = await startApp({ databaseUrl, oauthServers: oauthUrl, env, port })
  parts.defer(async () => void (await app.stop()))

  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: database.url, max: 2 }) })
  parts.defer(() => db.$disconnect())
  const simulator = new SimulatorClient(controlUrl)
  const appEnv = { ...env, DATABASE_URL: database.url }
  return { parts, appUrl, appPid: app.pid, oauthUrl, simulator, db, env: appEnv, metricsToken }
}

async function slowDown(parts: Parts, databaseUrl: string, delayMs: number): Promise<string> {
  const proxy = await startTcpProxy(new URL(databaseUrl))
  parts.defer(proxy.close)
  proxy.slow(delayMs)
  return proxy.url
}
