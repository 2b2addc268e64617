import { setTimeout as sleep } from 'node:timers/promises'
import { addIdlePortals } from '../support/idle-portals.ts'
import { type BenchPortal, installPortal } from './install-portal.ts'
import { readLoad } from './read-load.ts'
import { runInside } from './run-inside.ts'
import { sendSignal } from './send-signal.ts'
import { type Bench, seePortal } from './start-bench.ts'
import { formatMs, type Row } from './table.ts'

const SWEPT_PORTALS = 20
const ROUNDS = 4
const PORTALS = 20_000
const HOUR_SECONDS = 3_600
const SWEEPS_AN_HOUR = 12
/** What the app is to carry. */
const FLEET = 100_000

type Hour = { sweeps: number; longestSeconds: number; lookMs: number }
type Cost = { cpuMs: number; transactions: number; requests: number }

/** What looking at portals by time costs: how many sweeps an hour of a fleet takes of which a tenth is open, and what one of them costs. */
export async function measureAttention(bench: Bench): Promise<Row[]> {
  const cost = await sweepReal(bench)
  await addIdlePortals(bench.env.DATABASE_URL ?? '', PORTALS)
  const hour = await runInside<Hour>(bench, new URL('./attention-rounds.ts', import.meta.url), [String(PORTALS)])
  const perSecond = hour.sweeps / HOUR_SECONDS
  const fleetPerSecond = (perSecond / PORTALS) * FLEET
  return [
    {
      ratio: hour.sweeps / (PORTALS * SWEEPS_AN_HOUR),
      what: `sweeps in an hour of ${PORTALS.toLocaleString('en')} portals, a tenth open : all at the interval`,
      measured: `${perSecond.toFixed(1)}/s, none after more than ${hour.longestSeconds} s, a look ${formatMs(hour.lookMs)}`,
      baseline: `${((PORTALS * SWEEPS_AN_HOUR) / HOUR_SECONDS).toFixed(1)}/s`,
      // A portal may wait for one look more.
      reach: { limit: 3_630, value: hour.longestSeconds, unit: 's' },
    },
    {
      ratio: (fleetPerSecond * cost.cpuMs) / 1_000,
      what: `sweeping ${FLEET.toLocaleString('en')} such portals : one core of the app`,
      measured: `${formatMs(cost.cpuMs)} a sweep, ${cost.transactions.toFixed(1)} transactions, ${cost.requests.toFixed(1)} requests`,
      baseline: `${fleetPerSecond.toFixed(0)} sweeps/s`,
    },
  ]
}

/** Portals that the app sweeps as it does: their time has come, and they are asked. */
async function sweepReal(bench: Bench): Promise<Cost> {
  const portals: BenchPortal[] = []
  while (portals.length < SWEPT_PORTALS) portals.push(await installPortal(bench))
  await sweepAll(bench, portals)
  const before = await readCost(bench, portals)
  for (let round = 0; round < ROUNDS; round += 1) await sweepAll(bench, portals)
  const after = await readCost(bench, portals)
  const each = (read: (cost: Cost) => number) => (read(after) - read(before)) / (ROUNDS * SWEPT_PORTALS)
  return {
    cpuMs: each((cost) => cost.cpuMs),
    transactions: each((cost) => cost.transactions),
    requests: each((cost) => cost.requests),
  }
}

async function readCost(
  { appUrl, metricsToken, db, simulator }: Bench,
  portals: readonly BenchPortal[],
): Promise<Cost> {
  const { cpuSeconds } = await readLoad(appUrl, metricsToken)
  const [row] = await db.$queryRaw<{ count: number }[]>`
    select xact_commit::float8 as count from pg_stat_database where datname = current_database()`
  let requests = 0
  for (const { memberId } of portals) requests += (await simulator.restLog(memberId)).length
  return { cpuMs: cpuSeconds * 1_000, transactions: row?.count ?? 0, requests }
}

/** In as few statements of its own as possible: they are counted, too. */
async function sweepAll(bench: Bench, portals: readonly BenchPortal[]): Promise<void> {
  const begun = new Date()
  const all = portals.map(({ id }) => id).join(',')
  await seePortal(bench, all, (tx) => tx.attention.updateMany({ data: { sweepAt: begun } }))
  await sendSignal(bench.db, { kind: 'jobs', portalId: portals[0]?.id ?? '' })
  const left = () =>
    seePortal(bench, all, (tx) =>
      tx.watch.count({ where: { OR: [{ sweptAt: { lt: begun } }, { sweepDueAt: { not: null } }] } }),
    )
  while ((await left()) > 0) await sleep(200)
}
