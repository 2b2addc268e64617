import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, beforeAll, expect } from 'vitest'
import { startPortal } from '#lib/launch/start-portal.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { createTestDatabase } from './database.ts'
import { type OwnDatabase, startOwnDatabase } from './own-database.ts'
import { sharedSystem } from './shared-system.ts'
import { type RunningApp, startApp } from './start-app.ts'
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts'
import { testEnv } from './test-env.ts'

/** What a test needs of the production app, the simulator and their database. */
export type System = {
  app: Pick<RunningApp, 'url'>
  simulator: SimulatorClient
  /** Client id and secret, and the app's secrets. */
  appEnv: Record<string, string>
  /** Another instance on the same database, or the first one again at its old port. */
  startInstance(options?: { port?: number; env?: Record<string, string> }): Promise<RunningApp>
  /** Looks into the database, past the proxy. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
}

/** A system that belongs to one test file, which may break it. */
export type OwnSystem = System & {
  app: RunningApp
  /** What stands between the apps and the database; straight through unless a test breaks it. */
  databaseProxy: TcpProxy
  /** Where the file has a PostgreSQL of its own: stops the server for real, and starts it again. */
  database: Pick<OwnDatabase, 'stop' | 'start' | 'kill'> | null
}

/** A database that is late is an operator's business, and a slow machine's: the sender was told 503, and its test judges that. */
const tellsOfBug = (line: string) =>
  /"level":(50|60)/.test(line) && !line.includes('The database did not answer within')

/**
 * The system of the whole run, for files that break nothing, see only portals of their own, and need no variable set: a start of
 * one costs both cores for seconds. What `runSystem` says of logs holds here too.
 */
export function joinSystem(): () => System {
  const parts = new AsyncDisposableStack()
  const apps: Pick<RunningApp, 'logs'>[] = []
  let system: System | undefined
  beforeAll(() => {
    const { appUrl, appLog, controlUrl, oauthUrl, databaseUrl, appEnv } = sharedSystem()
    apps.push({ logs: () => readFileSync(appLog, 'utf8') })
    const pool = openPool(parts, databaseUrl)
    system = {
      app: { url: appUrl },
      simulator: new SimulatorClient(controlUrl),
      appEnv,
      startInstance: instanceStarter(parts, apps, { databaseUrl, oauthServers: oauthUrl, env: appEnv }),
      sql: (text, values) => queryAllPortals(pool, text, values),
    }
  })
  afterAll(() => leave(parts, apps, system, false))
  return () => running(system)
}

/**
 * Starts one system for a test file and stops it afterwards. Whatever happened meanwhile, no log of the app holds a secret, and none
 * tells of a bug.
 * @param options.mayLogErrors where a test breaks what the app needs.
 * @param options.env further variables of every instance.
 * @param options.ownsDatabase where a test stops the PostgreSQL server, which other files share otherwise.
 */
export function runSystem({
  mayLogErrors = false,
  env = {} as Record<string, string>,
  ownsDatabase = false,
} = {}): () => OwnSystem {
  const parts = new AsyncDisposableStack()
  const apps: RunningApp[] = []
  let system: OwnSystem | undefined
  beforeAll(async () => {
    system = await startSystem(parts, apps, env, ownsDatabase)
  })
  afterAll(() => leave(parts, apps, system, mayLogErrors))
  return () => running(system)
}

function running<Any extends System>(system: Any | undefined): Any {
  if (!system) throw new Error('The system runs within tests only.')
  return system
}

async function leave(
  parts: AsyncDisposableStack,
  apps: readonly Pick<RunningApp, 'logs'>[],
  system: System | undefined,
  mayLogErrors: boolean,
): Promise<void> {
  const secrets = await system?.simulator.secrets()
  await parts.disposeAsync()
  const logs = apps.map((app) => app.logs()).join('\n')
  expect(secrets?.filter((secret) => logs.includes(secret))).toEqual([])
  if (!mayLogErrors) expect(logs.split('\n').filter(tellsOfBug)).toEqual([])
}

function openPool(parts: AsyncDisposableStack, connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 2 })
  // Its end does not wait for the connections': the server may still tell that the database was dropped.
  pool.on('error', () => undefined)
  parts.defer(() => pool.end())
  return pool
}

function instanceStarter(
  parts: AsyncDisposableStack,
  apps: Pick<RunningApp, 'logs'>[],
  basics: { databaseUrl: string; oauthServers: string; env: Record<string, string> },
): System['startInstance'] {
  return async ({ port, env = {} } = {}) => {
    const options = { ...basics, env: { ...basics.env, ...env } }
    const app = await startApp(port === undefined ? options : { ...options, port })
    apps.push(app)
    parts.defer(async () => void (await app.stop()))
    return app
  }
}

/** Row-level security shows a query only the portals that its connection names: a test names all of them. */
async function queryAllPortals<Row extends pg.QueryResultRow>(pool: pg.Pool, text: string, values: unknown[] = []) {
  const client = await pool.connect()
  try {
    await client.query(`select set_config('app.portals', coalesce(string_agg(id::text, ','), ''), false) from portal`)
    return (await client.query<Row>(text, values)).rows
  } finally {
    client.release()
  }
}

async function startSystem(
  parts: AsyncDisposableStack,
  apps: RunningApp[],
  env: Record<string, string>,
  ownsDatabase: boolean,
): Promise<OwnSystem> {
  const own = ownsDatabase ? await startOwnDatabase() : null
  const database = own ? { url: own.url(), drop: own.close } : await createTestDatabase()
  parts.defer(database.drop)
  const databaseProxy = await startTcpProxy(new URL(database.url))
  parts.defer(databaseProxy.close)
  const port = await findFreePort()
  const appEnv = { ...testEnv(), APP_URL: `http://127.0.0.1:${port}`, ...env }
  const { child, addresses } = await startPortal({ env: appEnv, errors: 'inherit' })
  parts.defer(child.stop)
  const pool = openPool(parts, own ? databaseProxy.url : database.url)
  const startInstance = instanceStarter(parts, apps, {
    databaseUrl: databaseProxy.url,
    oauthServers: addresses.oauthUrl,
    env: appEnv,
  })
  return {
    app: await startInstance({ port }),
    simulator: new SimulatorClient(addresses.controlUrl),
    databaseProxy,
    database: own && {
      stop: own.stop,
      kill: own.kill,
      start: async () => {
        await own.start()
        databaseProxy.retarget(new URL(own.url()))
      },
    },
    appEnv,
    startInstance,
    sql: (text, values) => queryAllPortals(pool, text, values),
  }
}
