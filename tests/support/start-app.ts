import { mkdirSync, openSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { startNext } from '#lib/launch/start-next.ts'
import { untilAnswers } from '#lib/launch/until-answers.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { testEnv } from './test-env.ts'

const LOGS = 'test-results/logs'

export type RunningApp = {
  /** Origin of the app, which is its APP_URL too. */
  url: string
  pid: number
  /** SIGTERM: drains, and resolves with how it ended. */
  stop(): Promise<string>
  /** SIGKILL, as a crash would. */
  kill(): Promise<void>
  /** All that it has written so far. */
  logs(): string
  logFile: string
}

/**
 * Serves the production build as `npm start` does, on a database that is migrated already. Several may share one database.
 * @param options.oauthServers comma-separated origins; the simulator's.
 * @param options.env further variables; the client id and secret have to be the simulator's.
 * @param options.root of another version's checkout, whose build is served.
 * @param options.until 'health' where the database may be down from the start.
 */
export async function startApp(options: {
  databaseUrl: string
  oauthServers: string
  env?: Record<string, string>
  port?: number
  until?: 'ready' | 'health'
  root?: string
}): Promise<RunningApp> {
  const { databaseUrl, oauthServers, env = {}, port = await findFreePort(), until = 'ready', root } = options
  const url = `http://127.0.0.1:${port}`
  mkdirSync(LOGS, { recursive: true })
  const logFile = path.join(LOGS, `app-${port}-${Date.now()}.log`)
  const child = startNext({
    command: 'start',
    port,
    host: '127.0.0.1',
    env: { ...testEnv(), DATABASE_URL: databaseUrl, B24_OAUTH_SERVERS: oauthServers, APP_URL: url, ...env },
    output: openSync(logFile, 'w'),
    drainNoticeMs: Number(env.DRAIN_SECONDS ?? 0) * 1_000,
    ...(root !== undefined && { root }),
  })
  const logs = () => readFileSync(logFile, 'utf8')
  try {
    await untilAnswers(`${url}/api/${until}`, child)
  } catch (error) {
    await child.kill()
    throw new Error(`The app did not start:\n${logs()}`, { cause: error })
  }
  return {
    url,
    pid: child.pid,
    stop: async () => {
      await child.stop()
      return child.ended
    },
    kill: child.kill,
    logs,
    logFile,
  }
}
