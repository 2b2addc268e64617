import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

export type Child = {
  pid: number
  /** Its standard output when `output` was 'pipe'. */
  stdout: Readable | null
  /** Resolves with a short reason when it has ended: `exit code 1` or the signal's name. */
  ended: Promise<string>
  /** Asks it to end, again with each signal that comes to this process meanwhile, and ends it after 9 s or what was said. */
  stop(): Promise<void>
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
}

const STOP_WITHIN_MS = 9_000

/**
 * Starts a Node program that is tied to this process by an IPC channel: it notices when this process is gone, however it went.
 * @param options.output file descriptor for both streams, 'inherit', or 'pipe' for its standard output.
 */
export function startChild(options: {
  args: string[]
  env: Record<string, string | undefined>
  output: number | 'inherit' | 'pipe'
  errors?: number | 'inherit'
  stopWithinMs?: number
}): Child {
  const { args, env, output, errors = output === 'pipe' ? 'inherit' : output, stopWithinMs = STOP_WITHIN_MS } = options
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env } as NodeJS.ProcessEnv,
    stdio: ['ignore', output, errors, 'ipc'],
  })
  const { promise: ended, resolve } = Promise.withResolvers<string>()
  child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  child.once('error', (error) => resolve(error.message))
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ask = () => void child.kill(signal)
    for (const again of ['SIGTERM', 'SIGINT']) process.on(again, ask)
    ask()
    const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs)
    await ended
    clearTimeout(late)
    for (const again of ['SIGTERM', 'SIGINT']) process.off(again, ask)
  }
  return {
    pid: child.pid ?? 0,
    stdout: child.stdout,
    ended,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}
