import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '#lib/platform/ports.ts'
import type { Account } from './embedded-account.ts'
import type { Cluster } from './embedded-cluster.ts'
import { stopLeftOver } from './embedded-left-over.ts'
import { endPostmaster, exitOf, type Postmaster, startPostmaster } from './embedded-postmaster.ts'

const START_WITHIN_MS = 30_000
const RETRY_DELAY_MS = 300

export type Server = {
  port: number
  /** The postmaster's process id: another one after it died and was started again. */
  pid(): number | undefined
  stop(): Promise<void>
}

/**
 * Starts the server and waits until it answers. One that dies later is started again on the same port: to the app that is a
 * database that was away for a moment.
 */
export async function startServer(options: {
  account: Account
  cluster: Cluster
  settings: Record<string, string>
  log: (line: string) => void
}): Promise<Server> {
  const { account, cluster, log } = options
  const settings = { timezone: 'UTC', log_timezone: 'UTC', ...options.settings }
  const start = async (choosePort: () => Promise<number>) => {
    for (const deadline = Date.now() + START_WITHIN_MS; ; await sleep(RETRY_DELAY_MS)) {
      const started = await startPostmaster({ account, cluster, settings, port: await choosePort(), deadline })
      if (started) return started
    }
  }

  stopLeftOver(account, cluster)
  let postmaster: Postmaster = await start(findFreePort)
  const { port } = postmaster
  let stopping = false
  const supervise = async () => {
    while (!stopping) {
      await exitOf(postmaster)
      if (stopping) return
      log('PostgreSQL ended unexpectedly and is being started again.')
      postmaster = await start(async () => port)
    }
    await endPostmaster(postmaster)
  }
  const supervision = supervise().catch((error: Error) => log(error.message))
  return {
    port,
    pid: () => postmaster.child.pid,
    async stop() {
      stopping = true
      await endPostmaster(postmaster)
      await supervision
    },
  }
}
