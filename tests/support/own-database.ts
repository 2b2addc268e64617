import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Embedded, startEmbedded } from '#lib/db/embedded.ts'
import { prepareDatabase } from '#lib/db/prepare-database.ts'

/** A migrated PostgreSQL server of one test file, which may be stopped and started again with its data. */
export type OwnDatabase = {
  /** Another port after each start. */
  url(): string
  stop(): Promise<void>
  start(): Promise<void>
  /** As a crash would: its supervisor starts it again at once, at the same port. */
  kill(): void
  close(): Promise<void>
}

export async function startOwnDatabase(): Promise<OwnDatabase> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'spf-own-'))
  const log = () => {}
  let running: Embedded | null = await startEmbedded({ dataDir, log })
  let { url } = running
  await prepareDatabase(running.ownerUrl, { log })
  const stop = async () => {
    await running?.stop()
    running = null
  }
  return {
    url: () => url,
    stop,
    start: async () => {
      running ??= await startEmbedded({ dataDir, log })
      url = running.url
    },
    kill: () => {
      const pid = running?.pid()
      if (pid !== undefined) process.kill(pid, 'SIGKILL')
    },
    close: async () => {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
