import { fileURLToPath } from 'node:url'
import { startChild } from '#lib/launch/start-child.ts'
import type { Bench } from './start-bench.ts'

/**
 * Runs a program of this folder that calls `lib` directly: in a process of its own, because what may reach secrets is marked
 * for the server, which Node has to be told.
 * @returns the JSON that it prints.
 */
export async function runInside<T>({ parts, env }: Bench, program: URL, args: string[]): Promise<T> {
  const child = startChild({
    args: ['--conditions=react-server', fileURLToPath(program), ...args],
    env,
    output: 'pipe',
  })
  parts.defer(child.kill)
  let output = ''
  for await (const chunk of child.stdout ?? []) output += chunk
  const ended = await child.ended
  if (ended !== 'exit code 0') throw new Error(`${program.pathname} ended with ${ended}.`)
  return JSON.parse(output) as T
}
