import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const env = {
  DATABASE_TIMEOUT_MS: '1500',
  // The sweep is not due by the timer within this test.
  SWEEP_INTERVAL_SECONDS: '86400',
}
const system = runSystem({ mayLogErrors: true, ownsDatabase: true, env })
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

test('D6: PostgreSQL is stopped: events are declined, nothing crashes, and once it runs again nothing is missing, by itself', {
  timeout: 120_000,
}, async () => {
  const { app, database, simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  const before = await portal.create({ entityTypeId: 1220, count: 3 })
  await expect.poll(async () => ascending(await admin.itemIds())).toEqual(before)
  await database?.stop()
  const lost = await portal.create({ entityTypeId: 1220, count: 40 })
  const visits = await portal.create({ entityTypeId: 147, count: 2 })
  await simulator.settled(portal.memberId)
  const declined = (await simulator.deliveries(portal.memberId)).filter(({ status }) => status !== 200)
  expect(declined).toHaveLength(42)
  expect(new Set(declined.map(({ status }) => status))).toEqual(new Set([503]))
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200)
  await database?.start()
  // A stream that was open ends meanwhile; whoever asks is served again as soon as the pool has new connections.
  const shown = async (entityTypeId: number) =>
    ascending(await admin.itemIds(`entityTypeId=${entityTypeId}`).catch(() => []))
  await expect.poll(() => shown(1220), { interval: 200 }).toEqual([...before, ...lost])
  await expect.poll(() => shown(147), { interval: 200 }).toEqual(visits)
  expect((await admin.item(1220, lost[0] ?? 0))?.source).toBe('catch-up')
})

test('D6, D11: PostgreSQL is killed and comes back: nothing is lost, streams go on, and new items are told at once', {
  timeout: 120_000,
}, async () => {
  const { app, database } = system()
  const soon = { interval: 50 }
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const stream = await admin.stream()
  const ids = await portal.create({ entityTypeId: 1220, count: 3 })
  await expect.poll(() => stream.items.length, soon).toBe(3)
  database?.kill()
  ids.push(...(await portal.create({ entityTypeId: 1220, count: 5 })))
  const shown = async () => ascending(await admin.itemIds().catch(() => []))
  await expect.poll(shown, { interval: 200 }).toEqual(ids)
  const resumed = await admin.stream({ lastEventId: stream.lastEventId })
  ids.push(...(await portal.create({ entityTypeId: 1220 })))
  const told = () => ascending([...new Set([...stream.itemIds, ...resumed.itemIds])])
  await expect.poll(told, soon).toEqual(ids)
  expect((await fetch(`${app.url}/api/ready`)).status).toBe(200)
})
