import { startSharedSystem } from './start-shared-system.ts'
import { startTestDatabase } from './start-test-database.ts'

/** One PostgreSQL for the whole run, and for tests of processes one system; workers inherit the addresses through the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const parts = new AsyncDisposableStack()
  // Whoever runs test files one after another keeps one for all of them.
  if (!process.env.TEST_DATABASE_URL) parts.defer((await startTestDatabase()).stop)
  if (process.env.TEST_STAGE === 'built') await startSharedSystem(parts)
  return () => parts.disposeAsync()
}
