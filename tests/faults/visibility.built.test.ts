import { expect, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }

test('an item of an open type arrives while the portal leaves the question about another one unanswered', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, { entityTypeId: 147, visibility: 'portal' })
  const employee = await portal.viewer(people.employee)
  const stream = await employee.stream()
  const [own] = await portal.create({ entityTypeId: 1220, userId: people.employee, announce: false })
  await portal.send({ entityTypeId: 1220, itemId: own })
  await system().simulator.settled(portal.memberId)
  await expect.poll(() => stream.itemIds, soon).toEqual([own])
  const [first] = await portal.create({ entityTypeId: 1220, userId: people.employee })
  await expect.poll(() => admin.itemIds(), soon).toContain(first)
  await system().simulator.setFaults(portal.memberId, {
    rest: [{ method: 'crm.item.list', kind: 'error200', times: 2, userId: people.employee }],
  })
  await system().simulator.updateItem(portal.memberId, 1220, own ?? 0, { title: 'Again' })
  const [visit] = await portal.create({ entityTypeId: 147 })
  await expect.poll(() => stream.itemIds, soon).toContain(visit)
  await expect.poll(() => stream.items.map(({ title }) => title)).toContain('Again')
  const ids = stream.ids.map(Number)
  expect(ids).toEqual(ids.toSorted((a, b) => a - b))
})

test('rights that change without any change of an item reach an open page', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready({ entityTypeId: 1220, visibility: 'portal' })
  const outsider = await portal.viewer(people.outsider)
  const stream = await outsider.stream()
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => stream.itemIds, soon).toEqual([itemId])
  const resets = () => stream.events.filter(({ name }) => name === 'reset').length
  await admin.watch({ entityTypeId: 1220, visibility: 'crm' })
  await expect.poll(resets, soon).toBe(1)
  expect(await outsider.itemIds()).toEqual([])
  await admin.watch({ entityTypeId: 1220, visibility: 'portal' })
  await expect.poll(resets, soon).toBe(2)
  await admin.watch(147)
  await expect.poll(resets, soon).toBe(3)
})

test('H10: what is hidden moves nothing on a viewer’s stream but the id, and that in ticks of four seconds', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const outsider = await portal.viewer(people.outsider)
  const stream = await outsider.stream()
  await expect.poll(() => stream.statuses.length, soon).toBe(1)
  const told: { id: string; atMs: number }[] = []
  const watch = setInterval(() => {
    const id = stream.lastEventId
    if (told.at(-1)?.id !== id) told.push({ id, atMs: Date.now() })
  }, 20)
  for (let n = 0; n < 12; n += 1) {
    await portal.create({ entityTypeId: 1220, userId: people.manager })
    await new Promise((resolve) => setTimeout(resolve, 700))
  }
  clearInterval(watch)
  const steps = told.slice(2).map(({ atMs }, n) => atMs - (told[n + 1]?.atMs ?? 0))
  expect(told.length).toBeGreaterThan(1)
  for (const step of steps) expect(step).toBeGreaterThan(3_500)
  for (const status of stream.statuses) expect(status).toMatchObject({ announced: false, behindSeconds: 0 })
  expect(stream.events.filter(({ name }) => name !== 'status')).toEqual([])
})

test('a stream or a poll that comes back from beyond the head is told to start again', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  expect(await admin.changes(99)).toEqual({ items: [], removed: [], headRevision: '0', reset: true })
  const stream = await admin.stream({ lastEventId: '99' })
  await expect.poll(() => stream.events[0], soon).toMatchObject({ name: 'reset', id: '0' })
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => stream.itemIds, soon).toEqual([itemId])
})

test('a poll after a long while brings more than one read of changes', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await portal.create({ entityTypeId: 1220, count: 450 })
  await expect.poll(async () => (await admin.feed()).headRevision).toBe('450')
  const changes = await admin.changes(0)
  expect([changes.items.length, changes.headRevision]).toEqual([450, '450'])
})

test('a second admin, whom nobody announced to the app, is offered the settings from the next opening on', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  await portal.viewer(people.manager)
  await system().simulator.setRights(portal.memberId, { userId: people.outsider, admin: true })
  await portal.viewer(people.outsider)
  await expect
    .poll(async () => (await portal.open(people.outsider)).session?.viewer.isAdmin, { ...soon, interval: 300 })
    .toBe(true)
  expect((await portal.open(people.manager)).session?.viewer.isAdmin).toBe(false)
})
