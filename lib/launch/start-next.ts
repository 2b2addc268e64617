import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { longestDrainMs } from '#lib/platform/drain.ts'
import { wholeEnvironment } from '#lib/platform/parse-env.ts'
import { type Child, startChild } from './start-child.ts'

export const ROOT = path.resolve(import.meta.dirname, '../..')
export const NEXT = path.join(ROOT, 'node_modules/next/dist/bin/next')

/** True when there is a production build, of whatever age. */
export function hasBuild(): boolean {
  return existsSync(path.join(ROOT, '.next/BUILD_ID'))
}

/**
 * So long a connection may be idle before we close it: longer than any usual proxy keeps one (nginx 60 s, Caddy 120 s). A request that
 * comes as we close it is one that the proxy can answer with 502 alone.
 */
const IDLE_CONNECTION_MS = 125_000

/**
 * Starts the Next server.
 * @param options.env what the app reads and this process does not have itself.
 * @param options.root another checkout's, whose build is served.
 * @param options.drainNoticeMs what the app was told of how long it says that it stops.
 */
export function startNext(options: {
  command: 'start' | 'dev'
  port: number
  host: string
  env: Record<string, string | undefined>
  output: number | 'inherit' | 'pipe'
  root?: string
  drainNoticeMs?: number
}): Child {
  const { command, port, host, env, output, root = ROOT, drainNoticeMs = 0 } = options
  const next = [path.join(root, path.relative(ROOT, NEXT)), command, root, '--port', String(port), '--hostname', host]
  return startChild({
    args: command === 'start' ? [...next, '--keepAliveTimeout', String(IDLE_CONNECTION_MS)] : next,
    stopWithinMs: longestDrainMs(drainNoticeMs) + 1_000,
    env: {
      // Next adds what stands in its own .env files for whatever is not set; nobody has checked that.
      ...wholeEnvironment({ ...process.env, ...env }),
      PORT: String(port),
      HOST: host,
      NODE_ENV: command === 'start' ? 'production' : 'development',
      NEXT_TELEMETRY_DISABLED: '1',
      // Its own handler would exit before jobs and connections are closed; instrumentation.ts has ours.
      NEXT_MANUAL_SIG_HANDLE: command === 'start' ? '1' : undefined,
      __NEXT_PRIVATE_STANDALONE_CONFIG: command === 'start' ? builtConfig(root) : undefined,
    },
    output,
  })
}

/**
 * What next.config.ts said when the build was made, handed over as Next's own standalone server does: otherwise Next loads the file again,
 * and with it compilers that are not where only a server is (`npm run pack`).
 */
function builtConfig(root: string): string | undefined {
  const file = path.join(root, '.next/required-server-files.json')
  if (!existsSync(file)) return undefined
  return JSON.stringify((JSON.parse(readFileSync(file, 'utf8')) as { config: unknown }).config)
}
