import { existsSync } from 'node:fs'
import path from 'node:path'
import { wholeEnvironment } from '#lib/platform/parse-env.ts'
import { type Child, startChild } from './start-child.ts'

export const ROOT = path.resolve(import.meta.dirname, '../..')
export const NEXT = path.join(ROOT, 'node_modules/next/dist/bin/next')

/** True when there is a production build, of whatever age. */
export function hasBuild(): boolean {
  return existsSync(path.join(ROOT, '.next/BUILD_ID'))
}

/**
 * Starts the Next server.
 * @param options.env what the app reads and this process does not have itself.
 * @param options.root another checkout's, whose build is served.
 */
export function startNext(options: {
  command: 'start' | 'dev'
  port: number
  host: string
  env: Record<string, string | undefined>
  output: number | 'inherit' | 'pipe'
  root?: string
}): Child {
  const { command, port, host, env, output, root = ROOT } = options
  return startChild({
    args: [path.join(root, path.relative(ROOT, NEXT)), command, root, '--port', String(port), '--hostname', host],
    env: {
      // Next adds what stands in its own .env files for whatever is not set; nobody has checked that.
      ...wholeEnvironment({ ...process.env, ...env }),
      PORT: String(port),
      HOST: host,
      NODE_ENV: command === 'start' ? 'production' : 'development',
      NEXT_TELEMETRY_DISABLED: '1',
      // Its own handler would exit before jobs and connections are closed; instrumentation.ts has ours.
      NEXT_MANUAL_SIG_HANDLE: command === 'start' ? '1' : undefined,
    },
    output,
  })
}
