import { runProgram } from '#lib/launch/run-program.ts'
import { findFreePort } from '#lib/platform/ports.ts'
import { Problem } from '#lib/platform/problem.ts'
import { startBench } from '../load/start-bench.ts'
import { PortalDriver } from '../support/portal-driver.ts'
import { startApp } from '../support/start-app.ts'
import type { System } from '../support/start-system.ts'
import { checkPortal } from './checked-portal.ts'
import { runChecker } from './run-checker.ts'

/** An hour in which a busy portal has a change a second, in ten minutes: two portals, three changes a second each. */
const HOUR = 3_600
const PER_SECOND = 3
/** Each of the two instances allows itself the portal's two requests a second, so they also wait for each other. */
const BEHIND_MS = 15_000
const TELL_EVERY_MS = 30_000

// `node tests/endurance/checker.ts [changes] [checkout]`: what each viewer receives against what the CRM shows to that viewer. With the
// built checkout of another version the second instance is that one's, on the database of this one.
await runProgram(async (parts) => {
  const changes = Number(process.argv[2] ?? HOUR)
  if (!(changes > 0 && changes <= 10 * HOUR))
    throw new Problem('Usage: node tests/endurance/checker.ts [changes] [checkout]')
  const root = process.argv[3]
  const bench = await startBench(parts)
  const port = await findFreePort()
  const { DATABASE_URL: databaseUrl = '', ...env } = bench.env
  const second = await startApp({ databaseUrl, oauthServers: bench.oauthUrl, env, port, ...(root && { root }) })
  parts.defer(async () => void (await second.stop()))
  const system = { app: { url: bench.appUrl }, simulator: bench.simulator } as unknown as System
  const portals = []
  for (let n = 0; n < 2; n += 1) {
    const driver = new PortalDriver(system, await bench.simulator.createPortal({}))
    portals.push(await checkPortal(bench.simulator, driver))
  }
  let toldAt = 0
  const tell = (line: string) => {
    if (Date.now() - toldAt < TELL_EVERY_MS) return
    toldAt = Date.now()
    process.stdout.write(`${new Date().toISOString()} ${line}\n`)
  }
  const traffic = { changes, perSecond: PER_SECOND, rightsEvery: 300, behindMs: BEHIND_MS }
  const result = await runChecker(portals, [bench.appUrl, second.url], traffic, tell)

  process.stdout.write(`${result.changes} changes of 2 portals in ${result.seconds} s, at 2 instances\n`)
  for (const { name, events, bytes, may } of result.viewers) {
    process.stdout.write(`${name.padEnd(32)}${events} events, ${bytes} bytes, ${may} items at the end\n`)
  }
  const { excess, missing, leftOver } = result
  process.stdout.write(`excess ${excess.length}, missing ${missing.length}, left over ${leftOver.length}\n`)
  const found = [...excess, ...missing, ...leftOver].slice(0, 20)
  if (found.length > 0) throw new Problem(found.map((one) => JSON.stringify(one)).join('\n'))
})
