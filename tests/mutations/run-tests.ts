import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const LIMIT_MS = 300_000
/** A machine that is slow must not look like a test that notices. */
const PATIENCE = ['--testTimeout=150000', '--hookTimeout=150000']

const report = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
})

/**
 * `green`: all passed. `red`: by the name of the first test that failed. `hung`: there was no end. `broken`: nothing ran, so the
 * change was no mutation but a file that cannot be loaded.
 */
export type Ran =
  | { readonly kind: 'green' }
  | { readonly kind: 'red'; readonly test: string }
  | { readonly kind: 'hung' }
  | { readonly kind: 'broken'; readonly output: string }

/** Runs test files of a tree, up to the first failure. */
export async function runTests(
  directory: string,
  tests: readonly string[],
  options: { env: NodeJS.ProcessEnv; signal: AbortSignal; limitMs?: number; args?: readonly string[] },
): Promise<Ran> {
  const file = path.join(directory, 'mutation-report.json')
  rmSync(file, { force: true })
  const files = tests.map((name) => `tests/${name}.test.ts`)
  const vitest = path.join(directory, 'node_modules/vitest/vitest.mjs')
  const args = [
    vitest,
    'run',
    ...files,
    ...PATIENCE,
    '--bail=1',
    '--reporter=json',
    `--outputFile=${file}`,
    ...(options.args ?? []),
  ]
  const child = spawn(process.execPath, args, {
    cwd: directory,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  let isHung = false
  // With all that it started: a worker may be what hangs.
  const end = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
  const late = setTimeout(() => {
    isHung = true
    end()
  }, options.limitMs ?? LIMIT_MS)
  options.signal.addEventListener('abort', end, { once: true })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  options.signal.removeEventListener('abort', end)
  clearTimeout(late)
  if (isHung) return { kind: 'hung' }
  const results = existsSync(file) ? readResults(file) : []
  const failed = results.find(({ status }) => status === 'failed')
  if (failed) return { kind: 'red', test: failed.fullName.trim() }
  const isGreen = code === 0 && results.some(({ status }) => status === 'passed')
  return isGreen ? { kind: 'green' } : { kind: 'broken', output }
}

function readResults(file: string) {
  const { testResults } = report.parse(JSON.parse(readFileSync(file, 'utf8')))
  return testResults.flatMap(({ assertionResults }) => assertionResults)
}
