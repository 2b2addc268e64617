import { setTimeout as sleep } from 'node:timers/promises'
import { makeReceipts } from '../support/factories.ts'
import { json, send } from './http.ts'
import { type BenchPortal, installPortal, WATCHED } from './install-portal.ts'
import { sendSignal } from './send-signal.ts'
import { type Bench, seePortal } from './start-bench.ts'
import { median, medianRatio } from './statistics.ts'
import { formatMs, type Row } from './table.ts'

const RECEIPTS = 2_500
const ROUNDS = 2
const PAGE = 50
const COMMANDS = 50

/** Receipts that wait become feed items: the requests it takes, and the time beside asking the same of the portal by hand. */
export async function measureConfirmation(bench: Bench): Promise<Row[]> {
  const times: number[] = []
  const requests: number[] = []
  const byHand: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const portal = await installPortal(bench)
    const input = { entityTypeId: WATCHED, count: RECEIPTS, announce: false }
    const itemIds = await bench.simulator.createItems(portal.memberId, input)
    byHand.push(await askByHand(bench, portal, itemIds))
    const before = (await bench.simulator.restLog(portal.memberId)).length
    times.push(await confirm(bench, portal, itemIds))
    requests.push((await bench.simulator.restLog(portal.memberId)).length - before)
  }
  return [
    {
      ratio: median(requests) / RECEIPTS,
      what: 'REST requests for 2,500 receipts : one each',
      measured: `${median(requests)} requests`,
      baseline: `${RECEIPTS} requests`,
    },
    {
      ratio: medianRatio(times, byHand),
      what: '2,500 receipts to feed items : the bare REST answers',
      measured: formatMs(median(times)),
      baseline: formatMs(median(byHand)),
    },
  ]
}

/** @returns ms from the receipts' commit until none of them waits. */
async function confirm(bench: Bench, { id: portalId }: BenchPortal, itemIds: readonly number[]): Promise<number> {
  const items = itemIds.map((itemId) => ({ entityTypeId: WATCHED, itemId, receivedAt: new Date() }))
  await seePortal(bench, portalId, async (tx) => {
    await tx.receipt.createMany({ data: makeReceipts({ portalId, seed: 1, items, waiting: true }) })
    await sendSignal(tx, { kind: 'deliveries', portalId })
  })
  const committedAt = performance.now()
  const waiting = () => seePortal(bench, portalId, (tx) => tx.receipt.count({ where: { portalId, settledAt: null } }))
  while ((await waiting()) > 0) await sleep(20)
  const took = performance.now() - committedAt
  const recorded = await seePortal(bench, portalId, (tx) => tx.feedItem.count({ where: { portalId } }))
  if (recorded !== itemIds.length)
    throw new Error(`${itemIds.length} items were announced, ${recorded} are in the feed.`)
  return took
}

async function askByHand({ simulator }: Bench, portal: BenchPortal, itemIds: readonly number[]): Promise<number> {
  const { AUTH_ID: auth } = await simulator.issueTokens(portal.memberId)
  const lists = Array.from({ length: Math.ceil(itemIds.length / PAGE) }, (_, page) => {
    const ids = itemIds.slice(page * PAGE, (page + 1) * PAGE).map((id, n) => `filter[@id][${n}]=${id}`)
    return `crm.item.list?entityTypeId=${WATCHED}&${ids.join('&')}&start=-1`
  })
  const startedAt = performance.now()
  for (let start = 0; start < lists.length; start += COMMANDS) {
    const cmd = Object.fromEntries(lists.slice(start, start + COMMANDS).map((list, n) => [`l${n}`, list]))
    await send(`${portal.origin}/rest/batch`, json('POST', { auth, halt: 0, cmd }))
  }
  return performance.now() - startedAt
}
