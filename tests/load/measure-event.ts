import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { json, send } from './http.ts'
import { type BenchPortal, installPortal, WATCHED } from './install-portal.ts'
import { type OpenStream, openStream } from './open-stream.ts'
import type { Bench } from './start-bench.ts'
import { median, percentile } from './statistics.ts'
import { formatMs, type Row } from './table.ts'
import { timeEvent } from './time-event.ts'

const PORTALS = 50
/** Events a second, over all portals; each for so long. */
const RATES = [10, 50, 100]
const ROUND_SECONDS = 8
const LONE_EVENTS = 15
const LONE_GAP_MS = 1_200
const EMPTY_REQUESTS = 300
const IDLE_MS = 12_000
/** Of an event whose row has not come by then it is said that it is missing. */
const LOST_MS = 30_000
const TICK_MS = 10

type Watched = { readonly portal: BenchPortal; readonly stream: OpenStream }

/** What one event costs, from the portal's POST to its row on a stream: alone, and with others over many portals. */
export async function measureEvent(bench: Bench): Promise<Row[]> {
  const watched: Watched[] = []
  const add = async () => {
    const portal = await installPortal(bench)
    const one = { portal, stream: await openStream(bench.appUrl, portal.token) }
    watched.push(one)
    return one
  }
  try {
    const rows = await measureLone(bench, await add())
    while (watched.length < PORTALS) await add()
    const emptyMs = await measureEmpty(bench)
    for (const perSecond of RATES) rows.push(...(await measureSpread(bench, watched, perSecond, emptyMs)))
    return rows
  } finally {
    for (const { stream } of watched) stream.close()
  }
}

/** Beside one REST request with the same question. */
async function measureLone(bench: Bench, first: Watched): Promise<Row[]> {
  const input = { entityTypeId: WATCHED, count: LONE_EVENTS, announce: false }
  const itemIds = await bench.simulator.createItems(first.portal.memberId, input)
  const latencies: number[] = []
  const answers: number[] = []
  const counted = await countAsked(bench, async () => {
    for (const itemId of itemIds) {
      await sleep(LONE_GAP_MS)
      latencies.push(await postEvent(bench, first, itemId))
    }
  })
  for (const itemId of itemIds) answers.push(await askRest(bench, itemId))
  const beyond = median(latencies) - median(answers)
  const [statements, transactions] = [counted.statements / LONE_EVENTS, counted.transactions / LONE_EVENTS]
  const alone: Row = {
    ratio: median(latencies) / median(answers),
    what: 'a lone event, POST to its row on a stream : what the portal takes to answer the question',
    measured: `p50 ${formatMs(median(latencies))}, beyond the answer ${formatMs(beyond)}`,
    baseline: `p50 ${formatMs(median(answers))}`,
    reach: { limit: 25, value: beyond, unit: 'ms beyond' },
  }
  const asked = (ratio: number, what: string, value: number, limit: number): Row => ({
    ...{ ratio, what, measured: value.toFixed(1), baseline: '1 event', reach: { limit, value, unit: '' } },
  })
  return [
    alone,
    asked(
      statements,
      'SQL statements of it, BEGIN and COMMIT too, less those of idle time : one event',
      statements,
      20,
    ),
    asked(transactions, 'transactions of it that name a portal : one event', transactions, 6),
  ]
}

/** Each transaction names its portals once. */
type Asked = { readonly statements: number; readonly transactions: number }

/** What PostgreSQL is asked during `work`, less what it is asked in as much time without. */
async function countAsked(bench: Bench, work: () => Promise<void>): Promise<Asked> {
  const during = async (what: () => Promise<unknown>) => {
    const [before, startedAt] = [await readAsked(bench), performance.now()]
    await what()
    const after = await readAsked(bench)
    const seconds = (performance.now() - startedAt) / 1_000
    return {
      ...{ statements: after.statements - before.statements, transactions: after.transactions - before.transactions },
      seconds,
    }
  }
  const idle = await during(() => sleep(IDLE_MS))
  const busy = await during(work)
  const share = busy.seconds / idle.seconds
  return {
    statements: busy.statements - idle.statements * share,
    transactions: busy.transactions - idle.transactions * share,
  }
}

async function readAsked({ db }: Bench): Promise<Asked> {
  const [asked] = await db.$queryRaw<Asked[]>`
    select (select sum(calls)::float8 from statements.pg_stat_statements s join pg_roles r on r.oid = s.userid
            where r.rolname like 'spf\\_app%') as statements,
           (select sum(calls)::float8 from statements.pg_stat_statements where ltrim(query) like 'select set_config%') as transactions`
  if (!asked) throw new Error('PostgreSQL does not count.')
  return asked
}

/** Many events over all portals, and the CPU that the server has for each. */
async function measureSpread(
  bench: Bench,
  watched: readonly Watched[],
  perSecond: number,
  emptyMs: number,
): Promise<Row[]> {
  const events = perSecond * ROUND_SECONDS
  const count = Math.ceil(events / watched.length)
  const itemIds = await Promise.all(
    watched.map(({ portal }) =>
      bench.simulator.createItems(portal.memberId, { entityTypeId: WATCHED, count, announce: false }),
    ),
  )
  const idle = await idleShare(bench)
  const before = cpuMs(bench.appPid)
  const startedAt = performance.now()
  const latencies = await Promise.all(
    Array.from({ length: events }, async (_, n) => {
      await sleep(Math.max(0, startedAt + (n * 1_000) / perSecond - performance.now()))
      const at = n % watched.length
      const one = watched[at]
      const itemId = itemIds[at]?.[Math.floor(n / watched.length)]
      return one && itemId !== undefined ? postEvent(bench, one, itemId) : Number.NaN
    }),
  )
  const tookMs = performance.now() - startedAt
  const eachMs = (cpuMs(bench.appPid) - before - idle * tookMs) / events
  const lost = latencies.filter((ms) => ms >= LOST_MS).length
  const [p50, p99] = [percentile(latencies, 0.5), percentile(latencies, 0.99)]
  const what = `${perSecond} events/s over ${watched.length} portals, one stream each`
  const measured = `p50 ${formatMs(p50)}, p99 ${formatMs(p99)}, ${lost} missing`
  return [
    {
      ratio: eachMs / emptyMs,
      what: `CPU of the server for one of ${what} : an empty request`,
      measured: formatMs(eachMs),
      baseline: formatMs(emptyMs),
      reach: { limit: 8, value: eachMs, unit: 'ms' },
    },
    {
      ratio: p50 / 250,
      what: `${what} : 250 ms`,
      measured,
      baseline: '',
      reach: { limit: 1_500, value: lost > 0 ? Number.NaN : Math.max(p99, p50 * 6), unit: 'ms p99, 250 ms p50' },
    },
  ]
}

/** @returns ms until the row came. */
async function postEvent(bench: Bench, { portal, stream }: Watched, itemId: number): Promise<number> {
  return Promise.race([timeEvent(bench, portal, [stream], itemId), sleep(LOST_MS, LOST_MS, { ref: false })])
}

/** On a portal of its own, whose limit nobody else uses. */
async function askRest({ simulator }: Bench, itemId: number): Promise<number> {
  const { memberId, origin } = await simulator.createPortal({})
  const { AUTH_ID: auth } = await simulator.issueTokens(memberId)
  const list = `crm.item.list?entityTypeId=${WATCHED}&filter[>id]=${itemId}&start=-1`
  const cmd = { admin: 'user.admin', list, types: `crm.type.list?filter[@entityTypeId][0]=${WATCHED}` }
  const sentAt = performance.now()
  await send(`${origin}/rest/batch`, json('POST', { auth, halt: 0, cmd }))
  return performance.now() - sentAt
}

/** @returns ms of CPU for one request that does nothing. */
async function measureEmpty(bench: Bench): Promise<number> {
  const idle = await idleShare(bench)
  const before = cpuMs(bench.appPid)
  const startedAt = performance.now()
  for (let n = 0; n < EMPTY_REQUESTS; n += 1) await send(`${bench.appUrl}/api/health`, { method: 'GET' })
  return (cpuMs(bench.appPid) - before - idle * (performance.now() - startedAt)) / EMPTY_REQUESTS
}

/** What the server uses of a core while nothing happens. */
async function idleShare({ appPid }: Bench): Promise<number> {
  await sleep(2_000)
  const before = cpuMs(appPid)
  await sleep(3_000)
  return (cpuMs(appPid) - before) / 3_000
}

/** User and system time of a process in ms, where the system tells it as Linux does (proc_pid_stat(5)). */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}
