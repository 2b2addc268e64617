import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { restBudget } from '#lib/bitrix24/rest-budget.ts'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { decodeSignals, encodeSignals } from '#lib/db/signal-channel.ts'
import { countPages } from '#lib/http/count-pages.ts'
import { lifeOf } from '../../support/core-life.ts'
import { scrape } from '../../support/metric-samples.ts'
import { longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()

/** By how much these series grow while `work` is done. */
async function growth(series: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
  const before = await scrape()
  await work()
  const after = await scrape()
  return series.map((one) => after.value(one) - before.value(one))
}

test('an event is counted with the commit of its receipt, and one that is not proved without', async () => {
  const portal = await lifeOf(core(), 1220)
  await portal.introduce({
    applicationToken: (await portal.view()).applicationToken,
    accessToken: await portal.tokenOf(1),
  })
  const series = ['spf_receipt_commit_seconds_count', 'spf_events_total{outcome="received"}']
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  expect(await growth(series, () => portal.send({ itemId }))).toEqual([1, 1])
  expect(await growth(series, () => portal.send({ itemId, applicationToken: 'made up' }))).toEqual([0, 0])
})

test('recovered is what nobody announced: no item of an event, and no older one that a watch began with', async () => {
  const portal = await lifeOf(core(), 1220)
  const recovered = 'spf_items_recovered_total'
  const [announced = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId: announced })
  expect(await growth([recovered], portal.confirm)).toEqual([0])
  await portal.create({ entityTypeId: 1220, count: 7, ...longAgo })
  expect(await growth([recovered], () => sweepPortal(portal.portalId))).toEqual([7])
  expect(await growth([recovered], () => sweepPortal(portal.portalId))).toEqual([0])
  await portal.create({ entityTypeId: 147, count: 5 })
  await portal.watch(1220, { entityTypeId: 147, history: 'last500' })
  expect(await growth([recovered], () => sweepPortal(portal.portalId))).toEqual([0])
  expect((await portal.feed(147)).length).toBeGreaterThan(5)
})

test('a portal’s budget: what it let through by for whom, and what waits for it', async () => {
  const portal = await lifeOf(core(), 1220)
  const taken = (word: string) => `spf_rest_budget_taken_total{for="${word}"}`
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  const requests = async () => (await core().simulator.restLog(portal.memberId)).length
  const before = await requests()
  const [receipts, person] = await growth([taken('receipts'), taken('person')], portal.confirm)
  expect([receipts, person]).toEqual([(await requests()) - before, 0])
  expect(receipts).toBeGreaterThan(0)
  await core().sql(`update rest_budget set paused_until = now() + interval '1 minute' where portal_id = $1`, [
    portal.portalId,
  ])
  const { queue } = restBudget({ portalId: portal.portalId })
  const waiting = [queue.take(0, { withinMs: 300 }), queue.take(2, { withinMs: 300 })]
  expect((await scrape()).value('spf_rest_budget_waiting')).toBe(2)
  expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await scrape()).value('spf_rest_budget_waiting')).toBe(0)
})

test('tokens that were renewed, and each way that they were not', async () => {
  const { simulator } = core()
  const portal = await lifeOf(core(), 1220)
  const outcome = (word: string) => `spf_token_refreshes_total{outcome="${word}"}`
  const words = ['renewed', 'unreachable', 'closed', 'gone', 'dead', 'unclear'].map(outcome)
  const renew = async () => {
    await portal.expireAccess()
    await portal.receive({ itemId: 1 })
    await portal.passTime()
    await portal.confirm()
  }
  expect(await growth(words, renew)).toEqual([1, 0, 0, 0, 0, 0])
  await simulator.setOAuthFault({ kind: 'invalid_grant', times: 1 })
  expect(await growth(words, renew)).toEqual([0, 0, 0, 0, 1, 0])
})

test('a signal says when it was committed, and older and newer instances understand each other', () => {
  const signal = { kind: 'feed', portalId: 'p', committedAtMs: 1_796_089_099_002 } as const
  expect(decodeSignals(encodeSignals([signal]))).toEqual([signal])
  // As the release before wrote it.
  expect(decodeSignals('feed:p,deliveries:q')).toEqual([
    { kind: 'feed', portalId: 'p', committedAtMs: null },
    { kind: 'deliveries', portalId: 'q' },
  ])
  // The release before reads the first two parts.
  expect(encodeSignals([signal]).split(':').slice(0, 2)).toEqual(['feed', 'p'])
})

test('pages and assets are counted apart from routes, by what was answered', async () => {
  countPages()
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/f/x/feed' ? 200 : 404
    response.end()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const series = ['pages', 'assets'].flatMap((route) =>
    ['2xx', '4xx'].map((status) => `spf_http_requests_total{route="${route}",status="${status}"}`),
  )
  const ask = async () => {
    for (const path of ['/f/x/feed', '/_next/static/gone.js', '/api/feed']) {
      const asked = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } })
      await asked.text()
    }
    await expect.poll(async () => (await scrape()).value('spf_http_open{route="assets"}')).toBe(0)
  }
  expect(await growth(series, ask)).toEqual([1, 0, 0, 1])
})
