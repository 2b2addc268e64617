import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { resealSession } from '../support/session-forge.ts'
import { alternate } from './drive.ts'
import { bearer, json, send } from './http.ts'
import { type BenchPortal, installPortal, WATCHED } from './install-portal.ts'
import { type OpenStream, openStream } from './open-stream.ts'
import type { Bench } from './start-bench.ts'
import { median, medianRatio, percentile } from './statistics.ts'
import { formatMs, type Row } from './table.ts'
import { timeEvent } from './time-event.ts'

const MANY = 500
const PORTALS = 50
/** Of one portal, which may have 3,000. */
const IDLE = 2_500
/** A viewer has ten at most. */
const STREAMS_OF_ONE = 10
const FIRST_USER_ID = 500
const ROUNDS = 2
const EVENTS = 15
const GAP_MS = 200
const SETTLE_MS = 4_000
const HELD_KB = 100

/** Many streams in one process: of one portal while it is busy, opened all at once on many portals, and idle ones of so many portals. */
export async function measureCrowd(bench: Bench, idlePortals: number): Promise<Row[]> {
  const idle = await measureIdle(bench, idlePortals)
  return [...(await measureBusy(bench)), ...(await measureOpenings(bench)), idle]
}

/** From an event's POST to the last of 500 streams, five events a second, beside a lone stream. */
async function measureBusy(bench: Bench): Promise<Row[]> {
  const portal = await openPortal(bench)
  const input = { entityTypeId: WATCHED, count: 2 * EVENTS * (ROUNDS + 1), announce: false }
  const itemIds = await bench.simulator.createItems(portal.memberId, input)
  const tokens = await tokensOf(bench, portal, MANY)
  const deliver = async (count: number) => {
    const streams = await openAll(bench, tokens.slice(0, count))
    const times = await postEvents(bench, portal, streams, itemIds.splice(0, EVENTS))
    for (const stream of streams) stream.close()
    return times
  }
  const rounds = await alternate(ROUNDS, { one: () => deliver(1), many: () => deliver(MANY) })
  const [one, many] = [rounds.one.map(median), rounds.many.map(median)]
  const p99 = percentile(rounds.many.flat(), 0.99)
  return [
    {
      ratio: medianRatio(many, one),
      what: `five changes a second, each to all of ${MANY} streams : to one stream`,
      measured: `p50 ${formatMs(median(many))}, p99 ${formatMs(p99)}`,
      baseline: `p50 ${formatMs(median(one))}`,
      reach: { limit: 300, value: median(many), unit: 'ms' },
    },
  ]
}

/** @returns ms from the POST to the last arrival, of each event. */
function postEvents(bench: Bench, portal: BenchPortal, streams: readonly OpenStream[], itemIds: number[]) {
  const startedAt = performance.now()
  return Promise.all(
    itemIds.map(async (itemId, n) => {
      await sleep(Math.max(0, startedAt + n * GAP_MS - performance.now()))
      return timeEvent(bench, portal, streams, itemId)
    }),
  )
}

/** Until the last of 500 streams on 50 portals, opened at once, has its status, beside as many requests that do nothing. */
async function measureOpenings(bench: Bench): Promise<Row[]> {
  const tokens: string[] = []
  for (let n = 0; n < PORTALS; n += 1) tokens.push(...(await tokensOf(bench, await openPortal(bench), MANY / PORTALS)))
  const timed = async (work: () => Promise<unknown>) => {
    const startedAt = performance.now()
    await work()
    return performance.now() - startedAt
  }
  const open = async () => {
    let streams: OpenStream[] = []
    const tookMs = await timed(async () => {
      streams = await openAll(bench, tokens)
    })
    for (const stream of streams) stream.close()
    await sleep(GAP_MS)
    return tookMs
  }
  const health = () => timed(() => Promise.all(tokens.map(() => send(`${bench.appUrl}/api/health`))))
  const rounds = await alternate(3, { health, open })
  return [
    {
      ratio: medianRatio(rounds.open, rounds.health),
      what: `${MANY} streams on ${PORTALS} portals open at once : as many /api/health`,
      measured: formatMs(median(rounds.open)),
      baseline: formatMs(median(rounds.health)),
      reach: { limit: 1_000, value: median(rounds.open), unit: 'ms' },
    },
  ]
}

/** What the process grows by for each stream that waits. */
async function measureIdle(bench: Bench, portals: number): Promise<Row> {
  const tokens: string[] = []
  for (let n = 0; n < portals; n += 1) tokens.push(...(await tokensOf(bench, await openPortal(bench), IDLE)))
  const streams: OpenStream[] = []
  const open = async (count: number) => void streams.push(...(await openAll(bench, tokens.splice(0, count))))
  // What the first ones make the process allot once is not theirs.
  await open(MANY)
  await sleep(SETTLE_MS)
  const before = memoryKb(bench)
  while (tokens.length > 0) await open(MANY)
  await sleep(SETTLE_MS)
  const inAll = memoryKb(bench)
  const each = (inAll - before) / (streams.length - MANY)
  for (const stream of streams) stream.close()
  return {
    ratio: each / HELD_KB,
    what: `memory of an idle stream, of ${IDLE * portals} : of what 10,000 in a gigabyte may have`,
    measured: `${each.toFixed(0)} KB, ${(inAll / 1024).toFixed(0)} MB in all`,
    baseline: `${HELD_KB} KB`,
    reach: { limit: 60, value: each, unit: 'KB' },
  }
}

function openAll({ appUrl }: Bench, tokens: readonly string[]): Promise<OpenStream[]> {
  return Promise.all(tokens.map((token) => openStream(appUrl, token)))
}

/** A portal whose type is open to everybody: no stream has the CRM asked. */
async function openPortal(bench: Bench): Promise<BenchPortal> {
  const portal = await installPortal(bench)
  const watches = [{ entityTypeId: WATCHED, visibility: 'portal' }]
  await send(`${bench.appUrl}/api/watches`, json('PUT', { watches }, bearer(portal.token)))
  return portal
}

/** A session for each of so many streams, of as few viewers as may have them. */
function tokensOf({ env }: Bench, { token }: BenchPortal, count: number): Promise<string[]> {
  const userIdOf = (n: number) => FIRST_USER_ID + Math.floor(n / STREAMS_OF_ONE)
  return Promise.all(
    Array.from({ length: count }, (_, n) =>
      resealSession(token, env.SESSION_SECRET ?? '', { claims: { userId: userIdOf(n) } }),
    ),
  )
}

function memoryKb({ appPid }: Bench): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${appPid}/status`, 'utf8'))?.[1])
}
