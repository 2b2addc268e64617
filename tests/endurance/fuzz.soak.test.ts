import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'
import { COUNT_ROWS } from './count-rows.ts'
import { growthMb, runFuzz } from './run-fuzz.ts'

const system = runSystem()

test('3,000 fuzzed bodies at events, launch, install and session: no 5xx, no row, no growth beyond noise', {
  timeout: 120_000,
}, async ({ annotate }) => {
  const app = await system().startInstance({ env: { TRUSTED_PROXIES: '127.0.0.1', SWEEP_INTERVAL_SECONDS: '86400' } })
  const portal = await createPortal(system())
  await portal.ready(1220)
  // What the installation logs of its calls is written within a second.
  await sleep(1_500)
  const tables = await system().sql<{ count: string }>(
    `select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname = 'public' and c.relname not like '\\_%'`,
  )
  const before = await system().sql(COUNT_ROWS)
  expect(Number(tables[0]?.count), 'every table is counted').toBe(before.length)
  const calls = (await system().simulator.restLog(portal.memberId)).length
  const seed = Date.now() % 1_000_000_000
  await annotate(`seed ${seed}`)
  const target = { appUrl: app.url, pid: app.pid, memberIds: [portal.memberId, 'f'.repeat(32)] }
  const result = await runFuzz(target, { count: 3_000, seed, stopAtMs: Date.now() + 100_000 })
  expect([`seed ${seed}`, ...result.wrong]).toEqual([`seed ${seed}`])
  expect(result.sent).toBe(3_000)
  expect(growthMb(result.residentMb)).toBeLessThan(100)
  // Of each route something got as far as the proof, and something did not.
  for (const route of ['bitrix24/events', 'bitrix24/launch', 'bitrix24/install']) {
    expect([...result.answers.keys()]).toEqual(expect.arrayContaining([`${route} 400`, `${route} 403`]))
  }
  await sleep(1_500)
  expect(await system().sql(COUNT_ROWS)).toEqual(before)
  expect((await system().simulator.restLog(portal.memberId)).length).toBe(calls)
})
