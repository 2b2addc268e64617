import { alternate } from './drive.ts'
import { type BenchPortal, installPortal, WATCHED } from './install-portal.ts'
import { openStream } from './open-stream.ts'
import { signInAdmins } from './sign-in-admins.ts'
import type { Bench } from './start-bench.ts'
import { median, medianRatio } from './statistics.ts'
import { formatMs, type Row } from './table.ts'
import { timeEvent } from './time-event.ts'

const MANY = 100
/** A viewer has ten at most. */
const STREAMS_OF_ONE = 10
const ROUNDS = 3
const CHANGES = 4

/** From an event's POST until the last of 100 streams has its row, beside a lone stream. */
export async function measureStreams(bench: Bench): Promise<Row[]> {
  const portal = await installPortal(bench)
  const input = { entityTypeId: WATCHED, count: 2 * CHANGES * (ROUNDS + 1), announce: false }
  const itemIds = await bench.simulator.createItems(portal.memberId, input)
  const nextToken = await signInAdmins(bench, portal, MANY / STREAMS_OF_ONE)
  const rounds = await alternate(ROUNDS, {
    one: () => deliver(bench, portal, nextToken, 1, itemIds.splice(0, CHANGES)),
    many: () => deliver(bench, portal, nextToken, MANY, itemIds.splice(0, CHANGES)),
  })
  return [
    {
      ratio: medianRatio(rounds.many, rounds.one),
      what: `one change to all of ${MANY} streams : to one stream`,
      measured: formatMs(median(rounds.many)),
      baseline: formatMs(median(rounds.one)),
    },
  ]
}

/** @returns ms from the POST to the last arrival, the usual one of these items. */
async function deliver(
  bench: Bench,
  portal: BenchPortal,
  nextToken: () => string,
  count: number,
  itemIds: number[],
): Promise<number> {
  const opening = Array.from({ length: count }, () => openStream(bench.appUrl, nextToken()))
  const streams = await Promise.all(opening)
  const times: number[] = []
  for (const itemId of itemIds) times.push(await timeEvent(bench, portal, streams, itemId))
  for (const stream of streams) stream.close()
  return median(times)
}
