import { setTimeout as sleep } from 'node:timers/promises'
import { type BenchPortal, installPortal, WATCHED } from './install-portal.ts'
import { openStream } from './open-stream.ts'
import { sendSignal } from './send-signal.ts'
import { type Bench, seePortal } from './start-bench.ts'
import { median, percentile } from './statistics.ts'
import { formatMs, type Row } from './table.ts'
import { timeEvent } from './time-event.ts'

/** Of each kind; a job deletes 200,000 at most. */
const OLD_ROWS = 150_000
const EVENTS = 20
/** What the portal answers for ever: 2 requests a second. */
const GAP_MS = 550
/** Rows that each event, request or sweep updates. */
const HOT = ['feed_head', 'feed_lease', 'feed_proof', 'rest_budget', 'type_check', 'watch', 'attention']

/** What a table that grows costs: events while receipts and the REST log of a portal are deleted, and how much of updates happens in place. */
export async function measureGrowth(bench: Bench): Promise<Row[]> {
  const portal = await installPortal(bench)
  await addOldRows(bench, portal)
  const before = await postEvents(bench, portal, async () => true)
  const startedAt = performance.now()
  let doneMs = 0
  await prune(bench, portal)
  const during = await postEvents(bench, portal, async () => {
    if ((await oldRows(bench, portal)) > 0) return false
    doneMs ||= performance.now() - startedAt
    return true
  })
  const hot = await bench.db.$queryRaw<{ hot: number; all: number }[]>`
    select sum(n_tup_hot_upd)::float8 as hot, sum(n_tup_upd)::float8 as all from pg_stat_user_tables where relname = any (${HOT})`
  const { hot: inPlace = 0, all = 0 } = hot[0] ?? {}
  return [
    {
      ratio: median(during) / median(before),
      what: `event to row while ${(2 * OLD_ROWS).toLocaleString('en')} old rows of its portal are deleted : before`,
      measured: `p50 ${formatMs(median(during))}, p99 ${formatMs(percentile(during, 0.99))}, deleted in ${(doneMs / 1000).toFixed(0)} s`,
      baseline: `p50 ${formatMs(median(before))}, p99 ${formatMs(percentile(before, 0.99))}`,
    },
    {
      ratio: inPlace / all,
      what: 'updates in place (HOT) : all, of rows that each event updates',
      measured: `${inPlace}`,
      baseline: `${all}`,
    },
  ]
}

/** Older than either is kept, in the order of their times. */
async function addOldRows(bench: Bench, { id }: BenchPortal): Promise<void> {
  await seePortal(bench, id, async (tx) => {
    const at = `now() - interval '40 days' + n * interval '1 second'`
    const key = `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid`
    await tx.$executeRawUnsafe(`
      insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, outcome, received_at, settled_at)
      select '${id}', ${key}, 'ITEM_UPDATE', ${WATCHED}, n, 'PERSON', 'DUPLICATE', ${at}, ${at}
      from generate_series(1, ${OLD_ROWS}) n`)
    await tx.$executeRawUnsafe(`
      insert into rest_call (portal_id, id, method, outcome, duration_ms, at)
      select '${id}', ${key}, 'batch', 'ok', 300, ${at} from generate_series(1, ${OLD_ROWS}) n`)
  })
  await bench.db.$executeRaw`analyze event_delivery, rest_call`
}

async function prune(bench: Bench, { id }: BenchPortal): Promise<void> {
  await seePortal(bench, id, (tx) => tx.pruning.deleteMany({ where: { portalId: id } }))
  await sendSignal(bench.db, { kind: 'jobs', portalId: id })
}

/** Whether there are any more. */
async function oldRows(bench: Bench, { id }: BenchPortal): Promise<number> {
  const [row] = await seePortal(
    bench,
    id,
    (tx) => tx.$queryRaw<{ left: number }[]>`
    select (select count(*) from (select from event_delivery where portal_id = ${id}::uuid and received_at < now() - interval '31 days' order by id limit 1) r)::int
         + (select count(*) from (select from rest_call where portal_id = ${id}::uuid and at < now() - interval '8 days' order by at limit 1) c)::int as left`,
  )
  return row?.left ?? 0
}

/** One event after the other, some at least and until `isOver`. @returns ms from POST to row for each. */
async function postEvents(bench: Bench, portal: BenchPortal, isOver: () => Promise<boolean>): Promise<number[]> {
  const stream = await openStream(bench.appUrl, portal.token)
  const latencies: number[] = []
  while (latencies.length < EVENTS || !(await isOver())) {
    const [itemId = 0] = await bench.simulator.createItems(portal.memberId, {
      entityTypeId: WATCHED,
      count: 1,
      announce: false,
    })
    latencies.push(await timeEvent(bench, portal, [stream], itemId))
    await sleep(GAP_MS)
  }
  stream.close()
  return latencies
}
