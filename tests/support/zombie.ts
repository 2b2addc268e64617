import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { until } from './processes.ts'

/** The state letter of a process in /proc; null where there is none. */
export function stateOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat[stat.lastIndexOf(')') + 2] ?? null
  } catch {
    return null
  }
}

/**
 * Starts a program below a parent that never waits for it, as the first process of many a container is: killed, it stays as a zombie.
 * @returns its pid, and a way to kill it that ends when it is one.
 */
export async function startUnawaited(command: string, args: string[], env: NodeJS.ProcessEnv = process.env) {
  const script = '"$@" & echo $!; exec sleep 600'
  const parent = spawn('sh', ['-c', script, 'sh', command, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void parent.kill('SIGKILL'))
  let output = ''
  parent.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  await until('its pid is known', () => /^\d+$/m.test(output))
  const pid = Number(/^\d+$/m.exec(output)?.[0])
  onTestFinished(() => {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has gone with its parent.
    }
  })
  return {
    pid,
    output: () => output,
    kill: async () => {
      process.kill(pid, 'SIGKILL')
      await until('it is a zombie', () => stateOf(pid) === 'Z')
    },
  }
}
