import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'
import { checkPortal } from './checked-portal.ts'
import { runChecker } from './run-checker.ts'

const system = runSystem()

test('two instances, two portals, three viewers each: no byte too many at any time, nothing missing after settling', {
  timeout: 480_000,
}, async () => {
  const second = await system().startInstance()
  const portals = []
  for (let n = 0; n < 2; n += 1) portals.push(await checkPortal(system().simulator, await createPortal(system())))
  const result = await runChecker(portals, [system().app.url, second.url], {
    ...{ changes: 120, perSecond: 2, rightsEvery: 23, behindMs: 6_000 },
  })
  expect({ excess: result.excess, missing: result.missing, leftOver: result.leftOver }).toEqual({
    excess: [],
    missing: [],
    leftOver: [],
  })
  // It did look: at changes, and at viewers of different rights.
  expect(result.changes).toBe(120)
  for (const { name, events, may } of result.viewers) {
    expect([name, events > 0]).toEqual([name, true])
    expect([name, may > 0]).toEqual([name, !name.includes('outsider')])
  }
})
