import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { DatabaseClient } from '#lib/db/database-client.ts'
import { startEmbedded } from '#lib/db/embedded.ts'
import { eachHost } from '#lib/platform/database-hosts.ts'
import type { Env } from '#lib/platform/parse-env.ts'
import { Problem } from '#lib/platform/problem.ts'
import type { Parts } from './run-program.ts'

const MIN_VERSION = 140_000
/** A server that is being started beside us gets this long. */
const ANSWER_WITHIN_MS = 5_000
/** Not listening, name not known yet, starting up or shutting down. */
const MAY_PASS: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'EAI_AGAIN', '57P03', '57P01'])

/**
 * Reaches the operator's PostgreSQL, or starts the embedded one when there is none.
 * @returns the app's connection and the one for migrations.
 * @throws Problem with one sentence when it cannot be used; it names the server and never the password.
 */
export async function openDatabase(
  env: Pick<Env, 'databaseUrl' | 'migrationUrl' | 'dataDir'>,
  parts: Parts,
  log: (line: string) => void,
): Promise<{ url: string; ownerUrl: string }> {
  if (env.databaseUrl === null) {
    log(`DATABASE_URL is not set: using the embedded PostgreSQL with its data in ${env.dataDir}.`)
    const embedded = await startEmbedded({ dataDir: env.dataDir, log })
    parts.defer(embedded.stop)
    return embedded
  }
  await reach('DATABASE_URL', env.databaseUrl)
  if (env.migrationUrl !== null) await reach('DATABASE_MIGRATION_URL', env.migrationUrl)
  return { url: env.databaseUrl, ownerUrl: env.migrationUrl ?? env.databaseUrl }
}

async function reach(variable: string, connectionString: string): Promise<void> {
  const addresses = eachHost(connectionString).map((address) => new URL(address))
  const name = `${addresses.map(({ host }) => host).join(',')}${addresses[0]?.pathname ?? ''}`
  for (const deadline = Date.now() + ANSWER_WITHIN_MS; ; await sleep(250)) {
    let client: pg.Client | null = null
    try {
      // It reads the certificates that the address names, so this may fail as well.
      client = new DatabaseClient({ connectionString, connectionTimeoutMillis: ANSWER_WITHIN_MS })
      client.on('error', () => {})
      await client.connect()
      const { rows } = await client.query('show server_version_num')
      const version = Number(rows[0].server_version_num)
      if (version >= MIN_VERSION) return
      throw new Problem(`The PostgreSQL at ${name} is version ${Math.floor(version / 10_000)}; 14 or newer is needed.`)
    } catch (error) {
      if (error instanceof Problem) throw error
      const { code = '', message } = error as { code?: string; message: string }
      if (MAY_PASS.has(code) && Date.now() < deadline) continue
      throw new Problem(`The database ${name} cannot be used (${message || code}): start it, or correct ${variable}.`)
    } finally {
      await client?.end().catch(() => {})
    }
  }
}
