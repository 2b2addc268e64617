import { expect, test } from 'vitest'
import { FeedClient } from '../support/feed-client.ts'
import { FeedStream } from '../support/feed-stream.ts'
import { fillFeed } from '../support/fill-feed.ts'
import { createPortal, people } from '../support/portal-driver.ts'
import { resealSession } from '../support/session-forge.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 20 }
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

/** The cursor never goes back, and each item carries a newer revision than the one before. */
function expectInOrder(...streams: FeedStream[]) {
  const ids = streams.flatMap((stream) => stream.ids).map(Number)
  expect(ids).toEqual(ascending(ids))
  const revisions = streams.flatMap((stream) => stream.items).map((item) => Number(item.revision))
  expect(revisions).toEqual([...new Set(ascending(revisions))])
}

test('a stream that is cut and resumed with Last-Event-ID has no gap and no double, though 50 items were created meanwhile', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const first = await admin.stream()
  const before = await portal.create({ entityTypeId: 1220, count: 5 })
  await expect.poll(() => ascending(first.itemIds), soon).toEqual(before)
  await first.cut()
  const meanwhile = await portal.create({ entityTypeId: 1220, count: 50 })
  await system().simulator.settled(portal.memberId)
  const second = await admin.stream({ lastEventId: first.lastEventId })
  const after = await portal.create({ entityTypeId: 1220, count: 5 })
  await expect.poll(() => second.items.length, soon).toBeGreaterThanOrEqual(55)
  expect(ascending(second.itemIds)).toEqual([...meanwhile, ...after])
  expectInOrder(first, second)
  expect(await first.ended).toBe('cut')
})

test('a viewer whose rights are asked of the CRM loses nothing over cuts either', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const employee = await portal.viewer(people.employee)
  const streams = [await employee.stream()]
  const own: number[] = []
  for (let round = 0; round < 4; round += 1) {
    own.push(...(await portal.create({ entityTypeId: 1220, userId: people.employee, count: 6 })))
    await portal.create({ entityTypeId: 1220, userId: people.manager, count: 6 })
    const last = streams.at(-1)
    await last?.cut()
    own.push(...(await portal.create({ entityTypeId: 1220, userId: people.employee, count: 6 })))
    streams.push(await employee.stream({ lastEventId: last?.lastEventId ?? '0' }))
  }
  await expect.poll(() => new Set(streams.flatMap((stream) => stream.itemIds)).size, soon).toBe(own.length)
  expect(ascending(streams.flatMap((stream) => stream.itemIds))).toEqual(ascending(own))
  expectInOrder(...streams)
})

test('resumed from the very beginning it brings the whole feed, in the order of revisions', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 230 })
  await expect.poll(async () => (await admin.feed()).headRevision).toBe('230')
  const stream = await admin.stream({ lastEventId: '0' })
  await expect.poll(() => stream.items.length, soon).toBe(230)
  expect(ascending(stream.itemIds)).toEqual(ids)
  expectInOrder(stream)
  const changes = await admin.changes(200)
  expect(changes.items.map((item) => item.revision)).toEqual(Array.from({ length: 30 }, (_, n) => String(201 + n)))
})

test('two viewers, on two instances, get the same items', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const second = await system().startInstance()
  const manager = (await portal.viewer(people.manager)).at(second.url)
  const streams = await Promise.all([admin.stream(), manager.stream(), manager.stream()])
  const ids = await portal.create({ entityTypeId: 1220, count: 20, userId: people.employee })
  for (const stream of streams) await expect.poll(() => ascending(stream.itemIds), soon).toEqual(ids)
  expectInOrder(...streams.slice(0, 1))
  expect(streams[1]?.items).toEqual(streams[0]?.items)
})

test('a stream of one type brings that type only, and its cursor moves on', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  const stream = await admin.stream({ query: 'entityTypeId=147' })
  await portal.create({ entityTypeId: 1220, count: 3 })
  const visits = await portal.create({ entityTypeId: 147, count: 3 })
  await expect.poll(() => ascending(stream.itemIds), soon).toEqual(visits)
  expectInOrder(stream)
})

test('it says how the feed stands, and that it is alive at least every 20 s', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const stream = await admin.stream()
  expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(stream.headers.get('cache-control')).toContain('no-transform')
  await expect
    .poll(() => stream.statuses[0], soon)
    .toEqual({ announced: 0, behindSeconds: 0, provedAt: null, portal: 'ok' })
  const opened = stream.comments
  await expect.poll(() => stream.comments).toBeGreaterThan(opened)
})

test('a receipt that waits for the portal shows as announced, to who is no admin only as a fact', async () => {
  const portal = await createPortal(system())
  // Open to everybody: where the CRM decides, nobody is told of what they may not see.
  const admin = await portal.ready({ entityTypeId: 1220, visibility: 'portal' })
  const employee = await portal.viewer(people.employee)
  const streams = await Promise.all([admin.stream(), employee.stream()])
  await system().simulator.setFaults(portal.memberId, { rest: [{ method: 'batch', kind: 'reset', times: 3 }] })
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  await expect
    .poll(() => streams[0].statuses)
    .toContainEqual(expect.objectContaining({ announced: 1, portal: 'waiting' }))
  await expect.poll(() => streams[1].statuses).toContainEqual(expect.objectContaining({ announced: true }))
  await expect.poll(() => streams[0].itemIds).toEqual([itemId])
  await expect.poll(() => streams[0].statuses.at(-1)).toMatchObject({ announced: 0, portal: 'ok' })
})

test('it ends in good order before its token does, and says when to come back', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const token = (await portal.open()).session?.token ?? ''
  const expiresInSeconds = 13
  const expiresAt = Date.now() + expiresInSeconds * 1000
  const short = await resealSession(token, system().appEnv.SESSION_SECRET ?? '', { expiresInSeconds })
  const stream = await new FeedClient(system().app.url, { token: short }).stream()
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => stream.itemIds, soon).toEqual([itemId])
  expect(await stream.ended).toBe('ended')
  expect(Date.now()).toBeLessThan(expiresAt)
  expect(stream.retryMs).toBeGreaterThanOrEqual(500)
})

test('S6: a reader that stops reading is cut, and has everything once it comes back', {
  timeout: 300_000,
}, async () => {
  const portal = await createPortal(system())
  const token = 'metrics-token-of-the-test'
  const { url } = await system().startInstance({ env: { METRICS_TOKEN: token } })
  const admin = (await portal.ready(1220)).at(url)
  // 20 MB: more than fits into all buffers on the way.
  const filled = { entityTypeId: 1220, by: people.manager, count: 2_000, title: 'x'.repeat(10_000) }
  const ids = await fillFeed(system(), portal, filled)
  const stalled = await admin.request('/api/feed/stream', { headers: { 'last-event-id': '0' } })
  if (!stalled.body) throw new Error('The stream has no body.')
  const count = async (name: string) => {
    const metrics = await fetch(`${url}/api/metrics`, { headers: { authorization: `Bearer ${token}` } })
    return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await metrics.text())?.[1])
  }
  // What lies in buffers on the way is filled first, and the reader has some seconds.
  const patient = { interval: 100 }
  await expect.poll(() => count('spf_stream_messages_total'), patient).toBeGreaterThan(0)
  await expect.poll(() => count('spf_streams_open'), patient).toBe(0)
  const late = new FeedStream(stalled, stalled.body, new AbortController())
  expect(await late.ended).toBe('ended')
  expect(late.items.length).toBeLessThan(ids.length)
  const resumed = await admin.stream({ lastEventId: late.lastEventId })
  // A sweep may have brought changes of them meanwhile, which are told as well.
  await expect.poll(() => new Set([...late.itemIds, ...resumed.itemIds]).size, patient).toBe(ids.length)
  expectInOrder(late, resumed)
})
