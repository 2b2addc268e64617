import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbedded } from '#lib/db/embedded.ts'
import { chooseAccount } from '#lib/db/embedded-account.ts'
import { findBinaries } from '#lib/db/embedded-binaries.ts'
import { createCluster } from '#lib/db/embedded-cluster.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'

const TEMPLATE = 'migrated_template'

/** Nothing here has to survive a power cut. What is asked is counted: see `readStatements`. */
const SETTINGS = {
  ...{ fsync: 'off', full_page_writes: 'off', max_connections: '300' },
  ...{ shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.max': '20000' },
}

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
  await prepareDatabase(template.href, { log: quiet })
  await countStatements(dataDir, template)
  process.env.TEST_DATABASE_URL = embedded.ownerUrl
  process.env.TEST_DATABASE_TEMPLATE = TEMPLATE
  return {
    async stop() {
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Lets the owner of the tables read what was asked: the extension is the superuser's to make. */
async function countStatements(dataDir: string, template: URL): Promise<void> {
  const { password } = createCluster(chooseAccount({ dataDir, binaries: findBinaries(), log: () => {} }))
  const superuser = new URL(template)
  Object.assign(superuser, { username: 'postgres', password })
  const client = new pg.Client({ connectionString: superuser.href })
  await client.connect()
  await client.query('create schema statements; create extension pg_stat_statements schema statements')
  await client.query(
    `grant usage on schema statements to "${template.username}"; grant pg_read_all_stats to "${template.username}"`,
  )
  await client.end()
}
