import { spawn } from 'node:child_process'
import path from 'node:path'
import type { Counts } from './read-report.ts'

export type StepResult = Counts & {
  name: string
  seconds: number
}

const BIN = path.resolve('node_modules/.bin')

/**
 * Runs the commands of one step one after another until one fails, and shows their output when one does.
 * @param options.count reads how many tests passed and failed; without it the step itself counts as one.
 */
export async function runStep(options: {
  name: string
  commands: string[][]
  env?: Record<string, string>
  count?: () => Counts | null
}): Promise<StepResult> {
  const { name, commands, env = {}, count } = options
  const startedAt = performance.now()
  process.stdout.write(`${name} …\n`)
  let output = ''
  let succeeded = true
  for (const [command = '', ...args] of commands) {
    const result = await run(command, args, env)
    output += result.output
    succeeded = result.succeeded
    if (!succeeded) break
  }
  const seconds = (performance.now() - startedAt) / 1000
  const counts = {
    ...(count?.() ?? { passed: succeeded ? 1 : 0, failed: 0, skipped: 0, passedAgain: [], failures: [] }),
  }
  // A step may fail without a failed test: a file that cannot be loaded, a set-up that throws.
  if (!succeeded && counts.failed === 0) counts.failed = 1
  if (!succeeded && counts.failures.length === 0) counts.failures.push(name)
  process.stdout.write(`${name} ${succeeded ? 'passed' : 'FAILED'} (${seconds.toFixed(1)} s)\n`)
  if (!succeeded) process.stdout.write(`${output}\n`)
  return { name, seconds, ...counts }
}

function run(command: string, args: string[], env: Record<string, string>) {
  const { promise, resolve } = Promise.withResolvers<{ succeeded: boolean; output: string }>()
  const child = spawn(command, args, {
    env: { ...process.env, PATH: `${BIN}:${process.env.PATH}`, NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  child.once('error', (error) => resolve({ succeeded: false, output: `${command}: ${error.message}` }))
  child.once('close', (code) => resolve({ succeeded: code === 0, output }))
  return promise
}
