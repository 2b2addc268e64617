import { setTimeout as sleep } from 'node:timers/promises'
import { json, send } from './http.ts'
import { installPortal, WATCHED } from './install-portal.ts'
import { openStream } from './open-stream.ts'
import type { Bench } from './start-bench.ts'
import { median, medianRatio, percentile } from './statistics.ts'
import { formatMs, type Row } from './table.ts'
import { timeEvent } from './time-event.ts'

const ROUNDS = 2
const EVENTS = 130
const GAP_MS = 100
/** The portal's limit is a burst of 50 requests that refills by 2 a second: these are inside it, those after it. */
const FIRST = 40
const LAST = 50
const REST_CALLS = 15

/** From an event's POST to its row on a stream, ten a second, beside one REST request with the same question. */
export async function measureLive(bench: Bench): Promise<Row[]> {
  const rest: number[] = []
  const latencies: number[][] = []
  let declined = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    rest.push(median(await askRest(bench)))
    const posted = await postEvents(bench)
    latencies.push(posted.latencies)
    declined += posted.declined
  }
  const compare = (what: string, part: (round: number[]) => number[], remark = ''): Row => {
    const at = (share: number) => latencies.map((round) => percentile(part(round), share))
    return {
      ratio: medianRatio(at(0.5), rest),
      what,
      measured: `p50 ${formatMs(median(at(0.5)))}, p99 ${formatMs(median(at(0.99)))}${remark}`,
      baseline: `p50 ${formatMs(median(rest))}`,
    }
  }
  return [
    compare('event to row on a stream at 10/s : one REST request', (round) => round.slice(0, FIRST)),
    compare(
      "… the same once the portal's REST burst is used up",
      (round) => round.slice(-LAST),
      `; ${declined} REST declined`,
    ),
  ]
}

/** @returns ms from POST to row for each event, and how many REST requests the portal declined meanwhile. */
async function postEvents(bench: Bench): Promise<{ latencies: number[]; declined: number }> {
  const portal = await installPortal(bench)
  const input = { entityTypeId: WATCHED, count: EVENTS, announce: false }
  const itemIds = await bench.simulator.createItems(portal.memberId, input)
  const stream = await openStream(bench.appUrl, portal.token)
  const startedAt = performance.now()
  const arriving = itemIds.map(async (itemId, n) => {
    await sleep(Math.max(0, startedAt + n * GAP_MS - performance.now()))
    return timeEvent(bench, portal, [stream], itemId)
  })
  const latencies = await Promise.all(arriving)
  stream.close()
  const calls = await bench.simulator.restLog(portal.memberId)
  return { latencies, declined: calls.filter((call) => call.error !== null).length }
}

/** On a portal of its own, whose limit nobody else uses. */
async function askRest({ simulator }: Bench): Promise<number[]> {
  const { memberId, origin } = await simulator.createPortal({})
  const { AUTH_ID: auth } = await simulator.issueTokens(memberId)
  const list = `crm.item.list?entityTypeId=${WATCHED}&filter[@id][0]=301&start=-1`
  const latencies: number[] = []
  for (let call = 0; call < REST_CALLS; call += 1) {
    const sentAt = performance.now()
    await send(`${origin}/rest/batch`, json('POST', { auth, halt: 0, cmd: { admin: 'user.admin', list } }))
    latencies.push(performance.now() - sentAt)
  }
  return latencies
}
