import { startPortal } from '#lib/launch/start-portal.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { createTestDatabase } from './database.ts'
import { publishSharedSystem } from './shared-system.ts'
import { startApp } from './start-app.ts'
import { testEnv } from './test-env.ts'

/** Starts the simulator and the production app on a database of the test server, for all tests of this run. */
export async function startSharedSystem(parts: AsyncDisposableStack): Promise<void> {
  const { url: databaseUrl, drop } = await createTestDatabase()
  parts.defer(drop)
  const port = await findFreePort()
  const appUrl = `http://127.0.0.1:${port}`
  const appEnv = { ...testEnv(), APP_URL: appUrl }
  const simulator = await startPortal({ env: appEnv, errors: 'inherit' })
  parts.defer(simulator.child.stop)
  const { oauthUrl, controlUrl } = simulator.addresses
  const app = await startApp({ databaseUrl, oauthServers: oauthUrl, env: appEnv, port })
  parts.defer(async () => void (await app.stop()))
  publishSharedSystem({ appUrl, appLog: app.logFile, controlUrl, oauthUrl, databaseUrl, appEnv })
}
