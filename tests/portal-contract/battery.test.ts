import { globSync, readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import type { SimulatorClient } from '../../simulator/simulator-client.ts'
import { checks } from './checks.ts'
import { cleanUp } from './clean-up.ts'
import { runBattery } from './run-battery.ts'
import { look } from './seen.ts'
import { startSimulatedPortal } from './simulated-portal.ts'

async function runOnSimulator() {
  const parts = new AsyncDisposableStack()
  onTestFinished(() => parts.disposeAsync())
  const { portal, client, memberId } = await startSimulatedPortal(parts)
  const ran = await runBattery(checks, portal, await look(portal, { mayWrite: true }))
  return { ran, portal, asked: await askedMethods(client, memberId) }
}

/** Every method that was called, in batches too. */
async function askedMethods(client: SimulatorClient, memberId: string): Promise<Set<string>> {
  const log = await client.restLog(memberId)
  return new Set(
    log.flatMap(({ method, commands = [] }) => [method, ...commands.map((text) => text.replace(/\?.*/, ''))]),
  )
}

/** The methods that stand in the app's code. */
function calledByTheApp(): Set<string> {
  const sources = globSync('lib/**/*.ts', { exclude: (name) => name === 'generated' }).map((file) =>
    readFileSync(file, 'utf8'),
  )
  const names = sources.flatMap((source) =>
    [...source.matchAll(/\bmethod: '([a-z]+(?:\.[a-z]+)+)'/g)].map(([, name]) => name ?? ''),
  )
  return new Set(names)
}

test('the simulator answers as the documentation says', async () => {
  const { ran, portal, asked } = await runOnSimulator()
  const said = ran.flatMap(({ check, problems }) => problems.map((problem) => `${check.title}: ${problem}`))
  expect(said).toEqual([])
  // Nothing is left out, and nothing is left behind.
  expect(ran.filter(({ lacks }) => lacks !== null)).toEqual([])
  expect(calledByTheApp().size).toBeGreaterThan(10)
  expect([...calledByTheApp()].filter((method) => !asked.has(method))).toEqual([])
  expect(await cleanUp(portal)).toEqual({ removed: [], left: [] })
})

test('each check has a title of its own and names a page', () => {
  expect(new Set(checks.map(({ title }) => title)).size).toBe(checks.length)
  expect(checks.map(({ page }) => page).filter((page) => !page.endsWith('.md'))).toEqual([])
})
