import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { db, poolCounts } from '#lib/db/client.ts'
import { inPortals } from '#lib/db/in-portals.ts'
import { countRequests } from '#lib/http/count-requests.ts'
import { jobKinds } from '#lib/jobs/jobs.ts'
import { jobOutcomes } from '#lib/platform/counted-words.ts'
import { metricList } from '#lib/platform/metric-list.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { scrape } from '../../support/metric-samples.ts'
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts'

let database: TestDatabase
let proxy: TcpProxy

beforeAll(async () => {
  database = await createTestDatabase()
  proxy = await startTcpProxy(new URL(database.url))
  process.env.DATABASE_URL = proxy.url
})

afterAll(async () => {
  await proxy.set('open')
  await db().$disconnect()
  await proxy.close()
  await database.drop()
})

const stored = [
  'spf_receipts_waiting',
  'spf_receipts_oldest_seconds',
  'spf_sweep_oldest_seconds',
  'spf_sweep_overdue_seconds',
  'spf_installations',
  'spf_jobs',
]

test('each counter and histogram is there before anything has happened, by all of its labels', async () => {
  const samples = await scrape()
  const declined = ['received', 'ignored', 'malformed', 'not_proved', 'too_many', 'not_stored']
  for (const outcome of declined) expect(samples.value(`spf_events_total{outcome="${outcome}"}`)).toBe(0)
  const missing = Object.entries(metricList).filter(
    ([name, { kind }]) => kind !== 'gauge' && samples.size(kind === 'histogram' ? `${name}_count` : name) === 0,
  )
  expect(missing).toEqual([])
  expect(samples.value('spf_refusals_total{code="unavailable",reason="not_stored"}')).toBe(0)
  expect(samples.value('spf_job_runs_total{job="sweep",outcome="failed"}')).toBe(0)
})

test('what nobody has asked yet is unknown: a gauge has no sample before it is set', async () => {
  const samples = await scrape()
  // This process does not listen at all.
  expect(samples.size('spf_listening')).toBe(0)
  expect(samples.value('spf_streams_open')).toBe(0)
})

test('with the database away nothing is told of what is stored, and all of it again once it is back', async () => {
  const before = await scrape()
  expect(before.value('spf_database_up')).toBe(1)
  for (const metric of stored) expect(before.size(metric), metric).toBeGreaterThan(0)
  expect(before.value('spf_receipts_waiting')).toBe(0)
  expect(before.value('spf_jobs{queue="parked",state="created"}')).toBe(0)
  for (const mode of ['refuse', 'hang'] as const) {
    await proxy.set(mode)
    const away = await scrape()
    expect(away.value('spf_database_up'), mode).toBe(0)
    for (const metric of stored) expect(away.size(metric), `${metric}, ${mode}`).toBe(0)
    expect(away.value('spf_events_total{outcome="not_stored"}')).toBe(0)
    await proxy.set('open')
    await expect.poll(async () => (await scrape()).value('spf_receipts_waiting')).toBe(0)
  }
})

test('viewers who use up their connections do not make it look as if the database were away', async () => {
  const over = Promise.withResolvers<void>()
  onTestFinished(() => over.resolve())
  const holders = Array.from({ length: 20 }, () => inPortals([], () => over.promise).catch(() => undefined))
  await expect.poll(() => poolCounts().find(({ pool }) => pool === 'default')?.waiting).toBeGreaterThan(0)
  const crowded = await scrape()
  expect(crowded.value('spf_database_up')).toBe(1)
  expect(crowded.size('spf_receipts_waiting')).toBe(0)
  over.resolve()
  await Promise.all(holders)
})

test('each kind of job is counted by its own words', () => {
  expect(
    jobKinds()
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(Object.keys(jobOutcomes).toSorted())
})

test('a route is counted by its class of status, while it is asked, and when it throws', async () => {
  const route = 'GET /api/people'
  const at = async (metric: string, more = '') => (await scrape()).value(`${metric}{route="${route}"${more}}`)
  const asked = Promise.withResolvers<Response>()
  const answered = countRequests(route, () => asked.promise)(new Request('http://localhost/'), undefined)
  expect(await at('spf_http_open')).toBe(1)
  asked.resolve(new Response(null, { status: 404 }))
  await answered
  const failing = countRequests(route, () => Promise.reject(new Error('a bug')))
  await expect(failing(new Request('http://localhost/'), undefined)).rejects.toThrow('a bug')
  expect(await at('spf_http_open')).toBe(0)
  expect(await at('spf_http_requests_total', ',status="4xx"')).toBe(1)
  expect(await at('spf_http_requests_total', ',status="5xx"')).toBe(1)
  expect(await at('spf_http_requests_total', ',status="2xx"')).toBe(0)
  expect(await at('spf_http_seconds_count')).toBe(2)
})
