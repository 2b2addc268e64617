import { expect, onTestFinished, test } from 'vitest'
import { checks } from './checks.ts'
import { cleanUp } from './clean-up.ts'
import { runBattery } from './run-battery.ts'
import { look } from './seen.ts'
import { startSimulatedPortal } from './simulated-portal.ts'

async function runOnSimulator() {
  const parts = new AsyncDisposableStack()
  onTestFinished(() => parts.disposeAsync())
  const { portal } = await startSimulatedPortal(parts)
  const ran = await runBattery(checks, portal, await look(portal, { mayWrite: true }))
  return { ran, portal }
}

test('the simulator answers as the documentation says', async () => {
  const { ran, portal } = await runOnSimulator()
  const said = ran.flatMap(({ check, problems }) => problems.map((problem) => `${check.title}: ${problem}`))
  expect(said).toEqual([])
  // Nothing is left out, and nothing is left behind.
  expect(ran.filter(({ lacks }) => lacks !== null)).toEqual([])
  expect(await cleanUp(portal)).toEqual([])
})

test('each check has a title of its own and names a page', () => {
  expect(new Set(checks.map(({ title }) => title)).size).toBe(checks.length)
  expect(checks.map(({ page }) => page).filter((page) => !page.endsWith('.md'))).toEqual([])
})
