import path from 'node:path'
import { prepareDataDir } from '#lib/platform/prepare-data-dir.ts'
import { Problem } from '#lib/platform/problem.ts'
import { acquireProcessLock } from '#lib/platform/process-lock.ts'
import { chooseAccount } from './embedded-account.ts'
import { findBinaries } from './embedded-binaries.ts'
import { createCluster } from './embedded-cluster.ts'
import { ensureDatabase } from './embedded-database.ts'
import { startServer } from './embedded-server.ts'

export type Embedded = {
  /** Connection of the role that owns the app's database; it may create roles and databases and is no superuser. */
  url: string
  /** The same role, for migrations. */
  ownerUrl: string
  /** The server's process id, for whoever wants to see it survive. */
  pid(): number | undefined
  stop(): Promise<void>
}

/** The data directory is in use by another process of ours. */
export class AlreadyRunning extends Problem {
  constructor(dataDir: string, pid: number) {
    super(`Smart Process Feed already runs on ${dataDir} (process ${pid}): stop it first, or set another DATA_DIR.`)
  }
}

/**
 * Starts PostgreSQL from the binaries that npm installed, with its data under `dataDir`; creates it on first use, and recovers
 * what a killed predecessor left. It listens on a free port of 127.0.0.1 and stops with this process.
 * @param settings server settings that differ from the defaults, such as `{ fsync: 'off' }` for tests.
 * @throws AlreadyRunning when another live process uses `dataDir`.
 */
export async function startEmbedded(options: {
  dataDir: string
  log: (line: string) => void
  settings?: Record<string, string>
}): Promise<Embedded> {
  const { dataDir, log, settings = {} } = options
  prepareDataDir(dataDir)
  const lock = await acquireProcessLock(path.join(dataDir, 'postgres.lock'), { say: log })
  if ('heldBy' in lock) throw new AlreadyRunning(dataDir, lock.heldBy)
  try {
    const account = chooseAccount({ dataDir, binaries: findBinaries(), log })
    const cluster = createCluster(account)
    const server = await startServer({ account, cluster, settings, log })
    try {
      const url = await ensureDatabase(cluster, server.port)
      const stop = () => server.stop().finally(lock.release)
      return { url, ownerUrl: url, pid: server.pid, stop }
    } catch (error) {
      await server.stop()
      throw error
    }
  } catch (error) {
    lock.release()
    throw error
  }
}
