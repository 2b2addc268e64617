import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { DatabaseClient } from '#lib/db/database-client.ts'
import { startEmbedded } from '#lib/db/embedded.ts'
import { refuseTransactionPooler } from '#lib/db/refuse-transaction-pooler.ts'
import { eachHost } from '#lib/platform/database-hosts.ts'
import { sslModeOf, withoutTls } from '#lib/platform/database-tls.ts'
import type { Env } from '#lib/platform/parse-env.ts'
import { Problem } from '#lib/platform/problem.ts'
import { databaseProblem } from './database-problem.ts'
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
  const url = await reach('DATABASE_URL', env.databaseUrl)
  await refuseTransactionPooler(url, 'DATABASE_URL')
  if (env.migrationUrl === null) return { url, ownerUrl: url }
  const ownerUrl = await reach('DATABASE_MIGRATION_URL', env.migrationUrl)
  await refuseTransactionPooler(ownerUrl, 'DATABASE_MIGRATION_URL')
  return { url, ownerUrl }
}

/** @returns the address, without TLS where that may be and the server has none. */
async function reach(variable: string, address: string): Promise<string> {
  const mayGoWithout = ['prefer', 'allow'].includes(sslModeOf(address) ?? '')
  const hosts = eachHost(address).map((each) => new URL(each))
  const told = {
    server: hosts.map(({ host }) => host).join(','),
    database: decodeURIComponent(hosts[0]?.pathname.slice(1) ?? ''),
    login: decodeURIComponent(hosts[0]?.username ?? ''),
    variable,
  }
  let connectionString = address
  for (const deadline = Date.now() + ANSWER_WITHIN_MS; ; await sleep(250)) {
    let client: pg.Client | null = null
    try {
      // It reads the certificates that the address names, so this may fail as well.
      client = new DatabaseClient({
        connectionString,
        connectionTimeoutMillis: ANSWER_WITHIN_MS,
        application_name: 'smart-process-feed start',
      })
      client.on('error', () => {})
      await client.connect()
      const { rows } = await client.query('show server_version_num')
      const version = Number(rows[0].server_version_num)
      if (version >= MIN_VERSION) return connectionString
      throw new Problem(
        `The PostgreSQL at ${told.server} is version ${Math.floor(version / 10_000)}; 14 or newer is needed.`,
      )
    } catch (error) {
      if (error instanceof Problem) throw error
      const failure = error as { code?: string; message: string }
      if (mayGoWithout && connectionString === address && /does not support SSL/.test(failure.message)) {
        connectionString = withoutTls(address)
        continue
      }
      if (MAY_PASS.has(failure.code) && Date.now() < deadline) continue
      throw new Problem(databaseProblem(failure, told))
    } finally {
      await client?.end().catch(() => {})
    }
  }
}
