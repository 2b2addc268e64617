import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Problem } from '#lib/platform/problem.ts'
import type { Account } from './embedded-account.ts'
import type { Cluster } from './embedded-cluster.ts'
import { adminUrl } from './embedded-database.ts'

const POLL_MS = 50
const STOP_WITHIN_MS = 8_000
const LOG_LINES_SHOWN = 8

/** What passes by itself: backends of a killed server that are still ending, a port that was taken meanwhile. */
const PASSES_BY_ITSELF = /postmaster\.pid|shared memory block|address already in use/i

export type Postmaster = {
  child: ChildProcess
  port: number
}

/**
 * Starts one postmaster and waits until it answers.
 * @returns null when it ended for a reason that passes by itself.
 * @throws Problem with the end of its log when it ended otherwise, or was not ready at `deadline` (ms since 1970).
 */
export async function startPostmaster(options: {
  account: Account
  cluster: Cluster
  settings: Record<string, string>
  port: number
  deadline: number
}): Promise<Postmaster | null> {
  const { account, cluster, settings, port, deadline } = options
  const chosen = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', ...settings }
  const log = openSync(cluster.logFile, 'w', 0o600)
  const child = account.start(
    ['-D', cluster.directory, ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    ['ignore', log, log],
  )
  closeSync(log)
  let spawnError: Error | null = null
  child.once('error', (error) => {
    spawnError = error
  })
  const postmaster = { child, port }
  while (spawnError === null && child.exitCode === null && child.signalCode === null) {
    if (await answers(adminUrl(cluster, port))) return postmaster
    if (Date.now() > deadline) break
    await sleep(POLL_MS)
  }
  await endPostmaster(postmaster)
  const said = readFileSync(cluster.logFile, 'utf8').trim()
  if (Date.now() < deadline && PASSES_BY_ITSELF.test(said)) return null
  const lastLines = said.split('\n').slice(-LOG_LINES_SHOWN).join('\n')
  throw new Problem(`The embedded PostgreSQL did not start (${cluster.logFile}):\n${spawnError ?? lastLines}`)
}

/** Ends it cleanly: sessions are cut, everything is flushed. What does not end in 8 s ends at once and recovers at its next start. */
export async function endPostmaster({ child }: Postmaster): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGINT')
  const late = setTimeout(() => child.kill('SIGQUIT'), STOP_WITHIN_MS)
  await exitOf({ child })
  clearTimeout(late)
}

/** Resolves when it has ended. */
export async function exitOf({ child }: Pick<Postmaster, 'child'>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 2_000,
    application_name: 'smart-process-feed start',
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
