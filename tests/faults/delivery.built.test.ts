import { expect, test } from 'vitest'
import { createPortal, type PortalDriver } from '../support/portal-driver.ts'
import type { RunningApp } from '../support/start-app.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem({ mayLogErrors: true })
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

/** Sends one event for each item, `parallel` at a time, and tells which were answered with which status; null for no answer. */
function sendBurst(portal: PortalDriver, ids: number[], appUrl: string, parallel = 24) {
  const answers = new Map<number, number | null>()
  const waiting = [...ids]
  const sendOn = async () => {
    for (let itemId = waiting.shift(); itemId !== undefined; itemId = waiting.shift()) {
      answers.set(itemId, await portal.send({ itemId }, appUrl).catch(() => null))
    }
  }
  const done = Promise.all(Array.from({ length: parallel }, sendOn))
  const with200 = () => [...answers].flatMap(([id, status]) => (status === 200 ? [id] : []))
  return { answers, with200, done }
}

test('D1: the same event at the same instant on two instances is one row, one revision, and every answer is 200', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const second = await system().startInstance()
  const ids = await portal.create({ entityTypeId: 1220, count: 4, announce: false })
  const answers = await Promise.all(
    Array.from({ length: 12 }).flatMap(() =>
      ids.flatMap((itemId) => [portal.send({ itemId }), portal.send({ itemId }, second.url)]),
    ),
  )
  expect(answers).toEqual(Array(96).fill(200))
  await expect.poll(() => portal.receipts()).toEqual({ RECORDED: 4, DUPLICATE: 92 })
  const page = await admin.feed()
  expect(ascending(page.items.map((item) => item.itemId))).toEqual(ids)
  expect(page.headRevision).toBe('4')
})

test('D5: SIGKILL in mid burst: after the restart every event that was answered is in the feed, and the others are recovered', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const doomed = await system().startInstance()
  const ids = await portal.create({ entityTypeId: 1220, count: 400, announce: false })
  const burst = sendBurst(portal, ids, doomed.url)
  await expect.poll(() => burst.with200().length, { interval: 1 }).toBeGreaterThan(100)
  await doomed.kill()
  await burst.done
  expect(burst.with200().length).toBeLessThan(ids.length)
  const kept = await system().sql<{ id: number }>(
    `select distinct d.item_id::int as id from event_delivery d join portal p on p.id = d.portal_id
     where p.member_id = $1 and d.event = 'ITEM_ADD'`,
    [portal.memberId],
  )
  expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(burst.with200()))
  await system().startInstance({ port: Number(new URL(doomed.url).port) })
  // The killed worker's claim on the portal, of 45 s, is let run out.
  await system().sql(
    'update feed_lease set held_until = now() where portal_id = (select id from portal where member_id = $1)',
    [portal.memberId],
  )
  await expect.poll(async () => ascending(await admin.itemIds()), { interval: 250 }).toEqual(ids)
})

test('D7: SIGTERM under load: what runs is answered, streams end cleanly, it exits by itself, and clients resume elsewhere', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const leaving: RunningApp = await system().startInstance()
  const streams = await Promise.all(Array.from({ length: 5 }, () => admin.at(leaving.url).stream()))
  const ids = await portal.create({ entityTypeId: 1220, count: 400, announce: false })
  const burst = sendBurst(portal, ids, leaving.url)
  await expect.poll(() => burst.with200().length, { interval: 1 }).toBeGreaterThan(50)
  expect(await leaving.stop()).toBe('exit code 0')
  expect(await Promise.all(streams.map((stream) => stream.ended))).toEqual(Array(5).fill('ended'))
  await burst.done
  // Answered in good order or not taken at all.
  expect(new Set(burst.answers.values())).toEqual(new Set([200, null]))
  const resumed = await Promise.all(streams.map(({ lastEventId }) => admin.stream({ lastEventId })))
  for (const [index, stream] of resumed.entries()) {
    const seen = () => [...(streams[index]?.itemIds ?? []), ...stream.itemIds]
    await expect.poll(() => burst.with200().filter((id) => !seen().includes(id))).toEqual([])
    // A walk that comes by in the meantime may have found others of them, and nothing comes twice.
    expect(seen().length).toBe(new Set(seen()).size)
  }
})

test('D4: 5,000 creations in seconds are all committed, confirmed in tens of requests, and told in order', {
  timeout: 600_000,
}, async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const stream = await admin.stream()
  const ids = await portal.create({ entityTypeId: 1220, count: 5_000, announce: false })
  const before = (await system().simulator.restLog(portal.memberId)).length
  const burst = sendBurst(portal, ids, system().app.url, 32)
  await burst.done
  expect(new Set(burst.answers.values())).toEqual(new Set([200]))
  const announced = await system().sql<{ count: number }>(
    `select count(*)::int from event_delivery d join portal p on p.id = d.portal_id
     where p.member_id = $1 and d.event = 'ITEM_ADD'`,
    [portal.memberId],
  )
  // An item that a walk comes across before its event has a receipt of our own besides.
  expect(announced).toEqual([{ count: 5_000 }])
  const waiting = async () => (await portal.receipts()).RECEIVED ?? 0
  await expect.poll(waiting, { timeout: 300_000, interval: 250 }).toBe(0)
  await expect.poll(() => stream.items.length, { interval: 250 }).toBe(5_000)
  expect(ascending(stream.itemIds)).toEqual(ids)
  const requests = (await system().simulator.restLog(portal.memberId)).slice(before)
  expect(requests.filter(({ error }) => error !== null)).toEqual([])
  expect(requests.length).toBeLessThan(100)
  // Signals and statuses are coalesced: far fewer than one a row.
  expect(stream.statuses.length).toBeLessThan(500)
})
