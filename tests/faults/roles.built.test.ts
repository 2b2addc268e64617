import { describe, expect, test } from 'vitest'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import type { RunningApp } from '../support/start-app.ts'
import { runSystem } from '../support/start-system.ts'

const metricsToken = 'metrics-token-of-the-test'
const system = runSystem({ mayLogErrors: true, env: { ROLE: 'web', METRICS_TOKEN: metricsToken } })
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)
const startWorker = () => system().startInstance({ env: { ROLE: 'worker' } })

let only: RunningApp | null = null
/** The one worker of this file, from the first test that needs it. */
async function worker(): Promise<RunningApp> {
  only ??= await startWorker()
  return only
}

/** Sends an event for each item to whichever instance takes it, as a load balancer would. */
async function announce(portal: PortalDriver, ids: readonly number[], urls: () => readonly string[]): Promise<void> {
  for (const [n, itemId] of ids.entries()) {
    const taken = async () => {
      const list = urls()
      return portal.send({ itemId }, list[n % list.length]).catch(() => null)
    }
    await expect.poll(taken, { interval: 20 }).toBe(200)
  }
}

async function readMetrics(app: RunningApp, token = metricsToken): Promise<{ status: number; text: string }> {
  const response = await fetch(`${app.url}/api/metrics`, { headers: { authorization: `Bearer ${token}` } })
  return { status: response.status, text: await response.text() }
}

/** The value of one metric with these labels, as it is written. */
function amountOf(text: string, metric: string): number {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${metric} `))
  return line ? Number(line.slice(metric.length + 1)) : Number.NaN
}

describe('web and worker as processes of their own', () => {
  test('the web process takes events and serves streams, the worker confirms: a row arrives', async () => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    const stream = await admin.stream()
    const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
    await expect.poll(() => stream.statuses.at(-1)).toMatchObject({ announced: 1 })
    expect(await portal.receipts()).toEqual({ RECEIVED: 1 })
    await worker()
    await expect.poll(() => stream.itemIds).toEqual([itemId])
    const [next = 0] = await portal.create({ entityTypeId: 1220 })
    await expect.poll(() => stream.itemIds).toEqual([itemId, next])
  })

  test('an uninstall that a web process takes is looked at by the worker', async () => {
    const portal = await createPortal(system())
    await portal.ready(1220)
    await worker()
    await system().simulator.uninstall(portal.memberId, { clean: true })
    const left = () => system().sql('select 1 from portal where member_id = $1', [portal.memberId])
    await expect.poll(left).toEqual([])
  })

  test('a rolling restart under load loses no place in a stream: every item once, none missing', {
    timeout: 240_000,
  }, async () => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    const serving = [await system().startInstance(), await system().startInstance()]
    await worker()
    const urls = () => serving.map(({ url }) => url)
    const ids: number[] = []
    const seen: number[] = []
    let lastEventId = (await admin.feed()).headRevision
    for (let restart = 0; restart < 2; restart += 1) {
      const [leaving] = serving
      if (!leaving) throw new Error('nobody serves')
      const stream = await admin.at(leaving.url).stream({ lastEventId })
      const created = await portal.create({ entityTypeId: 1220, count: 60, announce: false })
      ids.push(...created)
      const load = announce(portal, created, urls)
      await expect.poll(() => stream.items.length).toBeGreaterThan(0)
      serving.shift()
      expect(await leaving.stop()).toBe('exit code 0')
      expect(await stream.ended).toBe('ended')
      seen.push(...stream.itemIds)
      ;({ lastEventId } = stream)
      serving.push(await system().startInstance({ port: Number(new URL(leaving.url).port) }))
      const old = await worker()
      only = await startWorker()
      expect(await old.stop()).toBe('exit code 0')
      await load
    }
    const last = await admin.at(serving[0]?.url ?? '').stream({ lastEventId })
    await expect.poll(() => seen.length + last.items.length).toBeGreaterThanOrEqual(ids.length)
    expect(ascending([...seen, ...last.itemIds])).toEqual(ids)
  })
})

describe('the metrics', () => {
  test('are not there without a token of the operator, and for nobody else', async () => {
    const { app } = system()
    expect((await fetch(`${app.url}/api/metrics`)).status).toBe(401)
    expect((await readMetrics(app, `${metricsToken}x`)).status).toBe(401)
    const without = await system().startInstance({ env: { METRICS_TOKEN: '' } })
    expect((await readMetrics(without)).status).toBe(404)
  })

  test('tell what an operator needs, and nothing of portals and people', async () => {
    const { app, simulator } = system()
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    const working = await worker()
    const stream = await admin.stream()
    const [itemId] = await portal.create({ entityTypeId: 1220, title: 'Nobody’s business', userId: people.manager })
    await expect.poll(() => stream.itemIds).toEqual([itemId])
    expect(await portal.send({ itemId }, app.url)).toBe(200)
    expect((await fetch(`${app.url}/api/watches`)).status).toBe(401)
    const web = await readMetrics(app)
    expect(web.status).toBe(200)
    expect(amountOf(web.text, 'spf_events_total{outcome="received"}')).toBeGreaterThanOrEqual(2)
    expect(amountOf(web.text, 'spf_refusals_total{code="unauthorized",reason="no_session"}')).toBeGreaterThanOrEqual(1)
    expect(amountOf(web.text, 'spf_streams_open')).toBeGreaterThanOrEqual(1)
    expect(amountOf(web.text, 'spf_stream_messages_total')).toBeGreaterThanOrEqual(2)
    expect(amountOf(web.text, 'spf_database_up')).toBe(1)
    expect(amountOf(web.text, 'spf_listening')).toBe(1)
    expect(amountOf(web.text, 'spf_installations{status="active"}')).toBeGreaterThanOrEqual(1)
    expect(web.text).toMatch(/spf_db_connections\{pool="default",state="used"\} \d/)
    expect(web.text).toContain('process_resident_memory_bytes')
    const at = async (metric: string) => amountOf((await readMetrics(working)).text, metric)
    // Other tests of this file may have left some.
    const waiting = async () => {
      const [row] = await system().sql<{ count: number }>(
        'select count(*)::int as count from event_delivery where settled_at is null',
      )
      return (await at('spf_receipts_waiting')) - (row?.count ?? Number.NaN)
    }
    await expect.poll(waiting).toBe(0)
    await expect.poll(() => at('spf_receipts_settled_total{outcome="recorded"}')).toBeGreaterThanOrEqual(1)
    expect(await at('spf_confirmation_lag_seconds_count')).toBeGreaterThanOrEqual(1)
    expect(await at('spf_rest_calls_total{outcome="ok"}')).toBeGreaterThanOrEqual(1)
    await expect.poll(() => at('spf_jobs{queue="retention",state="completed"}')).toBeGreaterThanOrEqual(1)
    expect((await readMetrics(working)).text).toMatch(/spf_job_runs_total\{job="[a-z-]+",outcome="[a-z_]+"\} \d/)
    const [row] = await system().sql<{ id: string }>('select id::text from portal where member_id = $1', [
      portal.memberId,
    ])
    const all = `${web.text}${(await readMetrics(working)).text}`
    const secrets = [...(await simulator.secrets()), metricsToken, portal.memberId, portal.domain, row?.id ?? '']
    expect([...secrets, 'Nobody’s business', 'Mark Olsen'].filter((secret) => all.includes(secret))).toEqual([])
  })

  test('are told without a database too', async () => {
    const { app, databaseProxy } = system()
    await databaseProxy.set('refuse')
    const read = async () => {
      const { status, text } = await readMetrics(app)
      return [status, amountOf(text, 'spf_database_up')]
    }
    await expect.poll(read).toEqual([200, 0])
    await databaseProxy.set('open')
    await expect.poll(read).toEqual([200, 1])
  })
})
