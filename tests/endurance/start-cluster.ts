import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Embedded, startEmbedded } from '#lib/db/embedded.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { buildApp, isBuildCurrent } from '#lib/launch/build-app.ts'
import type { Parts } from '#lib/launch/run-program.ts'
import { startPortal } from '#lib/launch/start-portal.ts'
import { SimulatorClient } from '../../simulator/simulator-client.ts'
import { type Front, startFront } from '../interleavings/front.ts'
import { type RunningApp, startApp } from '../support/start-app.ts'
import { testEnv } from '../support/test-env.ts'

type Role = 'web' | 'worker'

/** Several machines in one: two that serve, two that work, a load balancer, a database that supervises itself, and Bitrix24. */
export type Cluster = {
  front: Front
  simulator: SimulatorClient
  database: Embedded
  web: RunningApp[]
  workers: RunningApp[]
  start(role: Role): Promise<RunningApp>
}

const STDERR = 2

/** @param settings what the instances' environment has besides. */
export async function startCluster(parts: Parts, settings: Record<string, string>): Promise<Cluster> {
  if (!isBuildCurrent()) await buildApp(parts, STDERR)
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-cluster-'))
  parts.defer(() => rmSync(dataDir, { recursive: true, force: true }))
  const database = await startEmbedded({ dataDir, log: (line) => process.stderr.write(`${line}\n`) })
  parts.defer(database.stop)
  await prepareDatabase(database.ownerUrl, { log: () => {} })
  const web: RunningApp[] = []
  const workers: RunningApp[] = []
  const front = await startFront(() => web.map(({ url }) => url))
  parts.defer(front.close)
  const env = { ...testEnv(), DATABASE_TIMEOUT_MS: '', ...settings, APP_URL: front.url }
  const portal = await startPortal({ env, errors: 'inherit' })
  parts.defer(portal.child.stop)
  const { oauthUrl, controlUrl } = portal.addresses
  const start = async (role: Role) => {
    const app = await startApp({ databaseUrl: database.url, oauthServers: oauthUrl, env: { ...env, ROLE: role } })
    parts.defer(async () => void (await app.stop()))
    return app
  }
  for (let n = 0; n < 2; n += 1) {
    web.push(await start('web'))
    workers.push(await start('worker'))
  }
  return { front, simulator: new SimulatorClient(controlUrl), database, web, workers, start }
}
