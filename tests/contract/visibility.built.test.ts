import { expect, test } from 'vitest'
import type { FeedClient } from '../support/feed-client.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 20 }
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

/** Items of different people, and the ids of those that the employee may see. */
async function createMixed(portal: PortalDriver) {
  const own = await portal.create({ entityTypeId: 1220, userId: people.employee, count: 3, title: 'Own' })
  const others = await portal.create({ entityTypeId: 1220, userId: people.manager, count: 4, title: 'Hidden' })
  const [assigned = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager, announce: false })
  await system().simulator.updateItem(portal.memberId, 1220, assigned, { assignedById: people.employee })
  return { all: [...own, ...others, assigned], own: [...own, assigned], hidden: others }
}

/** Waits until the whole of the portal's feed is recorded, as its admin sees it. */
async function untilRecorded(admin: FeedClient, ids: number[]) {
  await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual(ascending(ids))
}

test('H10: an employee sees only own items, a manager all, an outsider none: in the list, in changes, in every page', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const { all, own } = await createMixed(portal)
  await untilRecorded(admin, all)
  for (const [userId, ids] of [
    [people.admin, all],
    [people.manager, all],
    [people.employee, own],
    [people.outsider, []],
  ] as const) {
    const viewer = await portal.viewer(userId)
    expect([userId, ascending(await viewer.itemIds())]).toEqual([userId, ascending([...ids])])
    const changes = await viewer.changes(0)
    expect([userId, ascending(changes.items.map((item) => item.itemId))]).toEqual([userId, ascending([...ids])])
    expect(changes).toMatchObject({ removed: [], reset: false })
    const first = await viewer.feed('limit=1')
    expect(first.items).toHaveLength(Math.min(1, ids.length))
  }
})

test('H10: nothing that is sent to a viewer names an item that is hidden from that viewer', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const employee = await portal.viewer(people.employee)
  const outsider = await portal.viewer(people.outsider)
  const streams = [await employee.stream(), await outsider.stream()]
  const { all, own, hidden } = await createMixed(portal)
  await untilRecorded(admin, all)
  await expect.poll(() => ascending(streams[0]?.itemIds ?? []), soon).toEqual(ascending(own))
  const [doomed = 0, changed = 0] = hidden
  await system().simulator.updateItem(portal.memberId, 1220, changed, { title: 'Hidden still' })
  await system().simulator.deleteItem(portal.memberId, 1220, doomed)
  await untilRecorded(
    admin,
    all.filter((id) => id !== doomed),
  )
  const [last = 0] = await portal.create({ entityTypeId: 1220, userId: people.employee })
  await expect.poll(() => streams[0]?.itemIds.at(-1), soon).toBe(last)
  const head = (await admin.feed()).headRevision
  await expect.poll(() => streams[1]?.lastEventId, soon).toBe(head)
  for (const [viewer, stream] of [
    [employee, streams[0]],
    [outsider, streams[1]],
  ] as const) {
    const sent = JSON.stringify([stream?.events, await viewer.feed(), await viewer.changes(0), await viewer.watches()])
    expect(sent).not.toContain('Hidden')
    for (const id of hidden) expect(sent).not.toMatch(new RegExp(`\\b${id}\\b`))
    expect(stream?.removed).toEqual([])
    for (const status of stream?.statuses ?? []) expect(status.announced).toBeTypeOf('boolean')
  }
  expect(streams[1]?.items).toEqual([])
})

test('where the type is open to the portal everybody sees every item of it, and of no other type', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready({ entityTypeId: 1220, visibility: 'portal' }, 147)
  const outsider = await portal.viewer(people.outsider)
  const employee = await portal.viewer(people.employee)
  const stream = await outsider.stream()
  const claims = await portal.create({ entityTypeId: 1220, count: 3 })
  const visits = await portal.create({ entityTypeId: 147, count: 2 })
  await untilRecorded(admin, [...claims, ...visits])
  for (const viewer of [outsider, employee]) expect(ascending(await viewer.itemIds())).toEqual(claims)
  await expect.poll(() => ascending(stream.itemIds), soon).toEqual(claims)
  await system().simulator.deleteItem(portal.memberId, 1220, claims[0] ?? 0)
  await expect.poll(() => stream.removed, soon).toEqual([{ entityTypeId: 1220, itemId: claims[0] }])
})

test('closing a type again hides it from the next read on', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready({ entityTypeId: 1220, visibility: 'portal' })
  const outsider = await portal.viewer(people.outsider)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await untilRecorded(admin, [itemId])
  expect(await outsider.itemIds()).toEqual([itemId])
  await admin.watch({ entityTypeId: 1220, visibility: 'crm' })
  expect(await outsider.itemIds()).toEqual([])
})

test('an item that becomes theirs appears on the stream, one that is theirs no more is taken away', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const stream = await (await portal.viewer(people.employee)).stream()
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager })
  await untilRecorded(admin, [itemId])
  await simulator.updateItem(portal.memberId, 1220, itemId, { assignedById: people.employee })
  // The CRM may have answered an earlier question after the change already: it is settled once the row says so.
  await expect.poll(() => stream.items.at(-1)?.assignedTo?.id, soon).toBe(people.employee)
  await simulator.updateItem(portal.memberId, 1220, itemId, { assignedById: people.manager })
  await expect.poll(() => stream.removed, soon).toEqual([{ entityTypeId: 1220, itemId }])
  expect(new Set(stream.itemIds)).toEqual(new Set([itemId]))
})

test('what another instance has shown is taken away as well', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager, announce: false })
  await simulator.updateItem(portal.memberId, 1220, itemId, { assignedById: people.employee })
  await untilRecorded(admin, [itemId])
  const employee = await portal.viewer(people.employee)
  expect(await employee.itemIds()).toEqual([itemId])
  const second = await system().startInstance()
  const stream = await employee.at(second.url).stream()
  await expect.poll(() => stream.statuses.length, soon).toBe(1)
  await simulator.updateItem(portal.memberId, 1220, itemId, { assignedById: people.manager })
  await expect.poll(() => stream.events.filter(({ name }) => name === 'reset').length, soon).toBe(1)
  expect(stream.removed).toEqual([])
  expect(await employee.itemIds()).toEqual([])
})

test('pages skip what is hidden without losing or repeating anything', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const own: number[] = []
  const all: number[] = []
  for (let round = 0; round < 6; round += 1) {
    all.push(...(await portal.create({ entityTypeId: 1220, userId: people.manager, count: 7 })))
    own.push(...(await portal.create({ entityTypeId: 1220, userId: people.employee, count: 2 })))
  }
  await untilRecorded(admin, [...all, ...own])
  const employee = await portal.viewer(people.employee)
  const seen: number[] = []
  for (let before = ''; ; ) {
    const page = await employee.feed(`limit=3${before}`)
    seen.push(...page.items.map((item) => item.itemId))
    if (page.nextCursor === null) break
    before = `&before=${page.nextCursor}`
  }
  expect(ascending(seen)).toEqual(ascending(own))
  const positions = (await admin.itemIds()).filter((id) => own.includes(id))
  expect(seen).toEqual(positions)
})

test('while the portal does not say what a viewer may see, nothing is shown rather than too much', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [own = 0] = await portal.create({ entityTypeId: 1220, userId: people.employee })
  await untilRecorded(admin, [own])
  const employee = await portal.viewer(people.employee)
  await system().simulator.setFaults(portal.memberId, {
    rest: [{ method: 'crm.item.list', kind: 'error200', times: 1, userId: people.employee }],
  })
  expect(await employee.call('GET', '/api/feed')).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect(await employee.itemIds()).toEqual([own])
})
