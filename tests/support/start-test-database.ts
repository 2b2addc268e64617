import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbedded } from '#lib/db/embedded.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { COUNTING, enableStatementCounts } from './statement-counts.ts'

const TEMPLATE = 'migrated_template'

/** Nothing here has to survive a power cut. What is asked is counted: see `readStatements`. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '300', ...COUNTING }

/**
 * Starts a PostgreSQL of its own in a temporary directory, with a migrated template that `createTestDatabase` copies. This process
 * and those it starts find it in `TEST_DATABASE_URL`.
 */
export async function startTestDatabase(): Promise<{ stop(): Promise<void> }> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-test-'))
  const quiet = () => {}
  const embedded = await startEmbedded({ dataDir, log: quiet, settings: SETTINGS })
  const client = new pg.Client({ connectionString: embedded.ownerUrl })
  await client.connect()
  await client.query(`create database ${TEMPLATE}`)
  await client.end()
  const template = new URL(embedded.ownerUrl)
  template.pathname = `/${TEMPLATE}`
  // All databases of the run have the roles of their template.
  await prepareDatabase(template.href, { log: quiet, role: 'spf_app' })
  await enableStatementCounts(dataDir, template)
  process.env.TEST_DATABASE_URL = embedded.ownerUrl
  process.env.TEST_DATABASE_TEMPLATE = TEMPLATE
  return {
    async stop() {
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
