import { buildApp, isBuildCurrent } from '#lib/launch/build-app.ts'
import { startSharedSystem } from './start-shared-system.ts'
import { startTestDatabase } from './start-test-database.ts'

/** Starts what every browser test shares: PostgreSQL, the simulator, and the production app. */
export default async function setup(): Promise<() => Promise<void>> {
  const parts = new AsyncDisposableStack()
  if (!isBuildCurrent()) await buildApp(parts, 'inherit')
  parts.defer((await startTestDatabase()).stop)
  await startSharedSystem(parts)
  return () => parts.disposeAsync()
}
