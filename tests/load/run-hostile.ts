import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startChild } from '#lib/launch/start-child.ts'
import type { HostileInput, HostileResult } from './hostile.ts'
import type { Bench } from './start-bench.ts'

/** Starts the hostile viewer and waits until it attacks. @returns what it was answered, once it has ended by itself. */
export async function runHostile({ parts }: Bench, input: HostileInput): Promise<{ ended: Promise<HostileResult> }> {
  const program = fileURLToPath(new URL('./hostile.ts', import.meta.url))
  const child = startChild({ args: [program, JSON.stringify(input)], env: {}, output: 'pipe' })
  parts.defer(child.kill)
  if (child.stdout === null) throw new Error('The hostile viewer has no output.')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`The hostile viewer ended with ${await child.ended}.`)
    return value
  }
  await next()
  return { ended: next().then((line) => JSON.parse(line) as HostileResult) }
}
