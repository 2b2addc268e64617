import { expect, onTestFinished, test } from 'vitest'
import { restBudget } from '#lib/bitrix24/rest-budget.ts'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { poolCounts } from '#lib/db/client.ts'
import { inPortals } from '#lib/db/in-portals.ts'
import { listen } from '#lib/db/listen.ts'
import { readHead } from '#lib/feed-head/read-head.ts'
import { JobRunner } from '#lib/jobs/job-runner.ts'
import { makeBoss } from '#lib/jobs/make-boss.ts'
import { subscriberHub } from '#lib/live/subscriber-hub.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { POST } from '../../app/api/bitrix24/events/route.ts'
import { lifeOf } from '../support/core-life.ts'
import { eventForm } from '../support/event-form.ts'
import { makeReader } from '../support/make-reader.ts'
import { scrape } from '../support/metric-samples.ts'
import { people } from '../support/portal-driver.ts'
import { longAgo, runCore } from '../support/start-core.ts'
import { readAlertRules } from './alert-rules.ts'

/**
 * Each alert provoked, up to the samples that its expression is made of: promtool's own tests go on from there to the alert
 * (docs/operate/alerts.test.yaml).
 */
const core = runCore({ isProxied: true })
const portalOf = () => lifeOf(core(), { entityTypeId: 1220, visibility: 'portal' })
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

async function withoutDatabase(work: () => Promise<unknown>): Promise<void> {
  await core().proxy?.set('refuse')
  await work().finally(() => core().proxy?.set('open'))
  await expect.poll(async () => (await scrape()).value('spf_database_up')).toBe(1)
}

/** Makes it happen. `while`: what is to be looked at while it lasts. */
type Provoke = (look: () => Promise<void>) => Promise<unknown>
type Provocation = {
  readonly series: string
  /** What makes the expression true, by the sample now and before. */
  readonly isMoved: (now: number, before: number) => boolean
  readonly provoke: Provoke
}

const grows = (now: number, before: number) => now > before

const provocations: Record<string, Provocation> = {
  DatabaseIsAway: {
    series: 'spf_database_up',
    isMoved: (now) => now === 0,
    provoke: (look) => withoutDatabase(look),
  },
  EventsAreNotStored: {
    series: 'spf_events_total{outcome="not_stored"}',
    isMoved: grows,
    provoke: async (look) => {
      const portal = await portalOf()
      await withoutDatabase(async () => {
        expect(await portal.send({ itemId: 7 })).toBe('not_stored')
        await look()
      })
    },
  },
  FeedIsBehind: {
    series: 'spf_receipts_oldest_seconds',
    isMoved: (now) => now > 600,
    provoke: async (look) => {
      const portal = await portalOf()
      const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
      await portal.receive({ itemId, receivedAt: minutesAgo(20) })
      await portal.fail({ rest: [{ method: '*', kind: '500', times: 20 }] })
      await portal.confirm()
      await look()
      await portal.fail({})
      await portal.passTime()
      await portal.confirm()
      expect(await portal.feed()).toEqual([itemId])
    },
  },
  FeedIsSlow: {
    series: 'spf_confirmation_lag_seconds_bucket{le="+Inf"} - {le="30"}',
    isMoved: grows,
    provoke: async (look) => {
      const portal = await portalOf()
      const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
      await portal.receive({ itemId, receivedAt: minutesAgo(1) })
      await portal.confirm()
      await look()
    },
  },
  StreamsAreSlow: {
    series: 'spf_stream_lag_seconds_bucket{le="+Inf"} - {le="5"}',
    isMoved: grows,
    provoke: async (look) => {
      const portal = await portalOf()
      const { portalId } = portal
      onTestFinished(subscriberHub().subscribe(portalId, () => undefined))
      const head = await readHead(portalId)
      const viewer = {
        ...{ portalId, userId: people.admin, isAdmin: true, priority: 2 as const },
        ...{ clientEndpoint: '', accessToken: '', allowPrivate: true },
      }
      const send = () => undefined
      const reader = makeReader({ viewer, since: head, head, send })
      await reader.begin()
      const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
      await portal.receive({ itemId })
      await portal.confirm()
      reader.signal(minutesAgo(1).getTime())
      await reader.turn()
      await look()
    },
  },
  NothingIsSwept: {
    series: 'spf_sweep_overdue_seconds',
    isMoved: (now) => now > 600,
    provoke: async (look) => {
      const { portalId } = await portalOf()
      await core().sql(`update attention set sweep_at = now() - interval '20 minutes' where portal_id = $1`, [portalId])
      await look()
      await sweepPortal(portalId)
    },
  },
  ItemsAreRecovered: {
    series: 'spf_items_recovered_total',
    isMoved: (now, before) => now - before > 20,
    provoke: async (look) => {
      const portal = await portalOf()
      await portal.create({ entityTypeId: 1220, count: 25, ...longAgo })
      await sweepPortal(portal.portalId)
      await look()
    },
  },
  SignalsAreNotHeard: {
    series: 'spf_listening',
    isMoved: (now) => now === 0,
    provoke: async (look) => {
      const stop = listen({ onSignal: () => undefined, onReconnect: () => undefined })
      const isListening = async () => (await scrape()).value('spf_listening')
      await expect.poll(isListening).toBe(1)
      await withoutDatabase(async () => {
        await expect.poll(isListening).toBe(0)
        await look()
      })
      await stop()
    },
  },
  RoutesFail: {
    series: 'spf_http_requests_total{route="POST /api/bitrix24/events",status="5xx"}',
    isMoved: grows,
    provoke: async (look) => {
      const portal = await portalOf()
      const body = eventForm(await portal.view(), { itemId: 7 })
      await withoutDatabase(async () => {
        const answer = await POST(new Request('http://localhost/', { method: 'POST', body }), undefined)
        expect(answer.status).toBe(503)
        await look()
      })
    },
  },
  ConnectionsAreUsedUp: {
    series: 'spf_db_connections{pool="default",state="waiting"}',
    isMoved: (now) => now > 0,
    provoke: async (look) => {
      const over = Promise.withResolvers<void>()
      const holders = Array.from({ length: 20 }, () => inPortals([], () => over.promise).catch(() => undefined))
      await expect.poll(() => poolCounts().find(({ pool }) => pool === 'default')?.waiting).toBeGreaterThan(0)
      await look()
      over.resolve()
      await Promise.all(holders)
    },
  },
  PortalsDoNotAnswer: {
    series: 'spf_rest_calls_total{outcome="unreachable"}',
    isMoved: grows,
    provoke: async (look) => {
      const portal = await portalOf()
      await portal.receive({ itemId: 7 })
      await portal.fail({ rest: [{ method: '*', kind: 'reset', times: 20 }] })
      await portal.confirm()
      await look()
    },
  },
  RestBudgetIsUsedUp: {
    series: 'spf_rest_budget_waiting',
    isMoved: (now) => now > 50,
    provoke: async (look) => {
      const { portalId } = await portalOf()
      await core().sql(`update rest_budget set paused_until = now() + interval '1 minute' where portal_id = $1`, [
        portalId,
      ])
      const { queue } = restBudget({ portalId })
      const waiting = Array.from({ length: 51 }, () => queue.take(2, { withinMs: 1_000 }))
      const ended = Promise.allSettled(waiting)
      await look()
      await ended
    },
  },
  ClientIsRefused: {
    series: 'spf_token_refreshes_total{outcome="unclear"}',
    isMoved: grows,
    provoke: async (look) => {
      const portal = await portalOf()
      await portal.expireAccess()
      await portal.receive({ itemId: 7 })
      await core().simulator.setOAuthFault({ kind: 'invalid_client', times: 3 })
      await portal.confirm()
      await look()
    },
  },
  EventsAreNotProved: {
    series: 'spf_events_total{outcome="not_proved"}',
    isMoved: grows,
    provoke: async (look) => {
      const portal = await portalOf()
      expect(await portal.send({ itemId: 7, applicationToken: 'made up' })).toBe('not_proved')
      await look()
    },
  },
  JobsAreParked: {
    series: 'spf_jobs{queue="parked",state="created"}',
    isMoved: (now) => now > 0,
    provoke: async (look) => {
      const { portalId } = await portalOf()
      const kind = {
        ...{ name: 'bell', everySeconds: 60, concurrency: 1, listDue: async () => [portalId] },
        run: () => Promise.reject(new Error('Nothing helps.')),
      }
      const runner = new JobRunner(makeBoss(), [kind], systemClock)
      runner.start()
      const parked = async () => {
        // Its waits are over.
        await core().sql(`update pgboss.job set start_after = now() where name = 'bell' and state = 'retry'`)
        runner.lookSoon()
        const [row] = await core().sql<{ output: { message: string } }>(
          `select output from pgboss.job where name = 'parked'`,
        )
        return row
      }
      await expect.poll(parked).toBeDefined()
      await look()
      await runner.stop()
    },
  },
}

/** A sample, or the difference of two buckets of one histogram. */
async function read(series: string): Promise<number> {
  const samples = await scrape()
  const [, metric = '', whole = '', part = ''] = /^(\w+)(\{.*\}) - (\{.*\})$/.exec(series) ?? []
  return metric ? samples.value(metric + whole) - samples.value(metric + part) : samples.value(series)
}

test('each alert is provoked here, but for what Prometheus itself says', () => {
  expect(Object.keys(provocations).toSorted()).toEqual(
    readAlertRules()
      .flatMap(({ name }) => (name === 'AppIsDown' ? [] : [name]))
      .toSorted(),
  )
})

test.each(Object.entries(provocations))(
  '%s: what its rule watches moves',
  async (name, { series, isMoved, provoke }) => {
    const rule = readAlertRules().find((one) => one.name === name)
    const [metric = ''] = /^\w+/.exec(series) ?? []
    expect(rule?.expr).toContain(metric)
    // The first connections of a process may take longer than an answer waits for them.
    await expect.poll(async () => (await scrape()).value('spf_database_up')).toBe(1)
    const before = await read(series)
    expect(isMoved(before, before), 'before').toBe(false)
    let looks = 0
    await provoke(async () => {
      looks += 1
      const now = await read(series)
      expect(isMoved(now, before), `${series}: ${before}, then ${now}`).toBe(true)
    })
    expect(looks).toBe(1)
  },
)
