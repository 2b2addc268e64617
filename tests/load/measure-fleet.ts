import { setTimeout as sleep } from 'node:timers/promises'
import { addIdlePortals } from '../support/idle-portals.ts'
import { installPortal, WATCHED } from './install-portal.ts'
import { openStream } from './open-stream.ts'
import { runInside } from './run-inside.ts'
import type { Bench } from './start-bench.ts'
import { median } from './statistics.ts'
import { formatMs, type Row } from './table.ts'
import { timeEvent } from './time-event.ts'

const EVENTS = 20
const GAP_MS = 150

/**
 * What idle portals cost those that are not: each look for work, and an event's way to its row, beside the same without them. After the
 * groups that want none, since they stay.
 */
export async function measureFleet(bench: Bench, portals: number): Promise<Row[]> {
  const before = await measureOnce(bench)
  await addIdlePortals(bench.env.DATABASE_URL ?? '', portals)
  const after = await measureOnce(bench)
  const slowest = ({ looks }: Measured) => Math.max(...Object.values(looks))
  const count = portals.toLocaleString('en')
  return [
    {
      ratio: slowest(after) / slowest(before),
      what: `the slowest look for work, ${count} idle portals : none`,
      measured: Object.entries(after.looks)
        .map(([name, ms]) => `${name} ${formatMs(ms)}`)
        .join(', '),
      baseline: formatMs(slowest(before)),
      reach: { limit: 20, value: slowest(after), unit: 'ms' },
    },
    {
      ratio: after.eventMs / before.eventMs,
      what: `event to row on a stream, ${count} idle portals : none`,
      measured: `p50 ${formatMs(after.eventMs)}`,
      baseline: `p50 ${formatMs(before.eventMs)}`,
      reach: { limit: 1.2 },
    },
  ]
}

type Measured = { readonly looks: Record<string, number>; readonly eventMs: number }

async function measureOnce(bench: Bench): Promise<Measured> {
  const looks = await runInside<Record<string, number>>(bench, new URL('./look-rounds.ts', import.meta.url), [])
  return { looks, eventMs: median(await postEvents(bench)) }
}

/** @returns ms from POST to row for each event. */
async function postEvents(bench: Bench): Promise<number[]> {
  const portal = await installPortal(bench)
  const input = { entityTypeId: WATCHED, count: EVENTS, announce: false }
  const itemIds = await bench.simulator.createItems(portal.memberId, input)
  const stream = await openStream(bench.appUrl, portal.token)
  const latencies: number[] = []
  for (const itemId of itemIds) {
    latencies.push(await timeEvent(bench, portal, [stream], itemId))
    await sleep(GAP_MS)
  }
  stream.close()
  return latencies
}
