import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chooseAccount } from '#lib/db/embedded-account.ts'
import { findBinaries } from '#lib/db/embedded-binaries.ts'
import { createCluster } from '#lib/db/embedded-cluster.ts'
import { adminUrl, ensureDatabase } from '#lib/db/embedded-database.ts'
import { endPostmaster, type Postmaster, startPostmaster } from '#lib/db/embedded-postmaster.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'
import { findFreePort } from '#lib/platform/ports.ts'

/** A migrated PostgreSQL with a synchronous replica: what one has acknowledged, both have. */
export async function startPair(parts: AsyncDisposableStack) {
  const quiet = () => {}
  const folder = (name: string) => {
    const directory = mkdtempSync(path.join(tmpdir(), `spf-${name}-`))
    parts.defer(() => rmSync(directory, { recursive: true, force: true }))
    return directory
  }
  const accountOf = (dataDir: string) => chooseAccount({ dataDir, binaries: findBinaries(), log: quiet })
  const [primary, replica] = [accountOf(folder('primary')), accountOf(folder('replica'))]
  const cluster = createCluster(primary)
  const start = async (account: typeof primary, of: typeof cluster, settings: Record<string, string>, port: number) => {
    const started = await startPostmaster({ account, cluster: of, settings, port, deadline: Date.now() + 30_000 })
    if (!started) throw new Error('PostgreSQL did not start.')
    parts.defer(() => endPostmaster(started))
    return started
  }
  const ports = { primary: await findFreePort(), replica: await findFreePort() }
  const first = await start(primary, cluster, {}, ports.primary)
  const primaryUrl = await ensureDatabase(cluster, ports.primary)
  await prepareDatabase(primaryUrl, { log: quiet })
  await endPostmaster(first)

  // A copy of a server that was stopped in good order is a backup of it.
  // Modes and owners, too.
  execFileSync('cp', ['-a', primary.home, replica.home])
  const followed = createCluster(replica)
  writeFileSync(path.join(followed.directory, 'standby.signal'), '')
  const running = await start(
    primary,
    cluster,
    { synchronous_standby_names: '*', wal_keep_size: '512MB' },
    ports.primary,
  )
  const follows = `host=127.0.0.1 port=${ports.primary} user=postgres password=${cluster.password}`
  await start(replica, followed, { primary_conninfo: follows, hot_standby: 'on' }, ports.replica)
  await untilSynchronous(adminUrl(cluster, ports.primary))
  const replicaUrl = primaryUrl.replace(`:${ports.primary}/`, `:${ports.replica}/`)
  return {
    primaryUrl,
    bothUrl: primaryUrl.replace(`127.0.0.1:${ports.primary}`, `127.0.0.1:${ports.primary},127.0.0.1:${ports.replica}`),
    killPrimary: () => killAll(running),
    promote: () => ask(adminUrl(followed, ports.replica), 'select pg_promote()'),
    feed: async (portalId: string) => {
      const rows = await ask<{ id: number }>(
        replicaUrl,
        `select set_config('app.portals', '${portalId}', false)`,
        `select item_id::int as id from feed_item where removed_at is null`,
      )
      return new Set(rows.map(({ id }) => id))
    },
  }
}

async function untilSynchronous(url: string): Promise<void> {
  while ((await ask(url, `select from pg_stat_replication where sync_state in ('sync', 'quorum')`)).length === 0)
    await sleep(100)
}

/** The server and all that it had begun, as when the machine is gone. */
async function killAll({ child }: Postmaster): Promise<void> {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
}

/** @returns the rows of the last statement. */
async function ask<T extends pg.QueryResultRow>(connectionString: string, ...texts: string[]): Promise<T[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    let rows: T[] = []
    for (const text of texts) rows = (await client.query<T>(text)).rows
    return rows
  } finally {
    await client.end()
  }
}
