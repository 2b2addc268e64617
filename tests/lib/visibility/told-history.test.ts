import { expect, test } from 'vitest'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { readHead } from '#lib/feed-head/read-head.ts'
import { type Clock, systemClock } from '#lib/platform/clock.ts'
import { listVisibleItems } from '#lib/visibility/list-visible-items.ts'
import { readChangesSince } from '#lib/visibility/read-changes-since.ts'
import { walkVisibleItems } from '#lib/visibility/walk-visible-items.ts'
import type { ItemChangesInput } from '../../../simulator/control-input.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()

const minutesLater =
  (minutes: number): Clock =>
  () =>
    new Date(Date.now() + minutes * 60_000)

/** A portal that nobody looks after by itself, and how its people see item by item. */
async function portalOf(...types: Parameters<typeof installCore>[1][]) {
  const { simulator, sql } = core()
  const portal = await installCore(core(), ...types)
  const { portalId, memberId } = portal
  const [row] = await sql<{ endpoint: string }>('select client_endpoint as endpoint from portal where id = $1', [
    portalId,
  ])
  const viewerOf = async (userId: number) => ({
    ...{ portalId, userId, isAdmin: userId === people.admin, priority: 2 as const },
    ...{ clientEndpoint: row?.endpoint ?? '', allowPrivate: true },
    accessToken: (await simulator.issueTokens(memberId, { userId })).AUTH_ID,
  })
  /** Our row is as the CRM has it: the event has come. */
  const tell = async (itemId: number, event = 'ITEM_UPDATE') => {
    await portal.receive({ itemId, event })
    await portal.confirm()
  }
  return {
    portal,
    viewerOf,
    tell,
    create: async (userId: number = people.manager) => {
      const [itemId = 0] = await portal.create({ entityTypeId: 1220, title: 'Secret plan', userId, ...longAgo })
      await sweepPortal(portalId)
      return itemId
    },
    /** Nobody hears of it. */
    change: (itemId: number, changes: ItemChangesInput) =>
      simulator.updateItem(memberId, 1220, itemId, { ...changes, announce: false }),
    page: async (userId: number, clock = systemClock) =>
      (await listVisibleItems(await viewerOf(userId), { filter: {}, before: null, limit: 20 }, clock)).items,
    /** All that a file of this filter would hold. */
    walk: async (userId: number, filter: FeedFilter = {}) => {
      const settings = { clock: systemClock, signal: new AbortController().signal }
      return (await Array.fromAsync(walkVisibleItems(await viewerOf(userId), filter, settings))).flat()
    },
    changesSince: async (userId: number, since: bigint, clock = systemClock) =>
      readChangesSince(await viewerOf(userId), { since, entityTypeId: null }, clock),
  }
}

test('T1: what an item was called, whose it was and where it stood before a viewer might see it is not told to that viewer', async () => {
  const { tell, create, change, page, changesSince } = await portalOf(1220)
  const itemId = await create()
  await change(itemId, { title: 'Public notice', assignedById: people.employee, stageId: 'DT1220_3:PREPARATION' })
  await tell(itemId)
  expect(await page(people.employee)).toMatchObject([{ itemId, title: 'Public notice', changes: null }])
  const { changes } = await changesSince(people.employee, 0n)
  expect(changes).toMatchObject([{ kind: 'item', item: { itemId, changes: null } }])
  expect(await page(people.admin)).toMatchObject([{ changes: { title: { from: 'Secret plan' } } }])
})

test('T1: each former value is told by itself: what the viewer saw is told, what ended before is not', async () => {
  const { tell, create, change, page } = await portalOf(1220)
  const itemId = await create()
  await change(itemId, { title: 'Public notice', assignedById: people.employee })
  await tell(itemId)
  expect(await page(people.employee)).toMatchObject([{ changes: null }])
  await change(itemId, { stageId: 'DT1220_3:PREPARATION' })
  await tell(itemId)
  const [told] = await page(people.employee)
  expect(told?.changes).toEqual({ stage: { from: expect.objectContaining({ id: 'DT1220_3:NEW' }), to: told?.stage } })
})

test('T1: who saw an item from the beginning is told what it was, also after it was hidden for a while', async () => {
  const { tell, create, change, page } = await portalOf(1220)
  const itemId = await create(people.employee)
  expect(await page(people.employee)).toMatchObject([{ changes: null }])
  await change(itemId, { createdBy: people.manager, assignedById: people.manager, title: 'Behind closed doors' })
  await tell(itemId)
  expect(await page(people.employee)).toEqual([])
  await change(itemId, { assignedById: people.employee, title: 'Public notice' })
  await tell(itemId)
  const [told] = await page(people.employee)
  expect(told).toMatchObject({ title: 'Public notice', changes: { title: { from: 'Secret plan' } } })
  expect(JSON.stringify(told)).not.toContain('Behind closed doors')
})

test('T1: a type that is opened does not open what its items were before; what changes while it is open is told', async () => {
  const { portal, tell, create, change, page } = await portalOf(1220)
  const itemId = await create()
  await change(itemId, { title: 'Public notice' })
  await tell(itemId)
  await portal.watch({ entityTypeId: 1220, visibility: 'portal' })
  expect(await page(people.outsider)).toMatchObject([{ title: 'Public notice', changes: null }])
  await change(itemId, { assignedById: people.employee })
  await tell(itemId)
  expect((await page(people.outsider))[0]?.changes).toMatchObject({ assignedTo: { from: { id: people.manager } } })
  // Closed for a while, and something changed: who could have seen it then is not known any more.
  await portal.watch({ entityTypeId: 1220, visibility: 'crm' })
  await portal.watch({ entityTypeId: 1220, visibility: 'portal' })
  expect((await page(people.outsider))[0]?.changes).toBeNull()
})

test('T1: rows of which nobody noted when a value ended tell former values to admins only', async () => {
  const { tell, create, change, page } = await portalOf(1220)
  const itemId = await create(people.employee)
  await page(people.employee)
  await change(itemId, { title: 'Public notice' })
  await tell(itemId)
  await core().sql('update feed_item set first_title_until = null')
  expect((await page(people.employee))[0]?.changes).toBeNull()
  expect((await page(people.admin))[0]?.changes).toMatchObject({ title: { from: 'Secret plan' } })
})

test('T1: a row that is older than what the CRM shows is read anew before it is told', async () => {
  const { portal, create, change, page, changesSince } = await portalOf(1220)
  const itemId = await create()
  const before = await readHead(portal.portalId)
  await change(itemId, { title: 'Public notice', assignedById: people.employee })
  // The event is lost, and nobody reads the item anew yet.
  expect(await page(people.employee)).toEqual([])
  expect((await changesSince(people.employee, 0n)).changes).toEqual([])
  expect(await page(people.employee)).toEqual([])
  expect(await portal.receipts()).toMatchObject({ RECEIVED: 1 })
  await portal.confirm()
  expect(await page(people.employee)).toMatchObject([{ title: 'Public notice', changes: null }])
  const { changes } = await changesSince(people.employee, before)
  expect(changes).toMatchObject([{ kind: 'item', item: { title: 'Public notice', changes: null } }])
})

test('T1: what an item was called is not told by a search either: not by its hits, and not by what the answer says of itself', async () => {
  const { portal, viewerOf, create, change } = await portalOf(1220)
  const itemId = await create()
  await create(people.employee)
  await change(itemId, { title: 'Public notice', assignedById: people.employee })
  const viewer = await viewerOf(people.employee)
  const search = (filter: FeedFilter) => listVisibleItems(viewer, { filter, before: null, limit: 20 }, systemClock)
  const nothing = await search({ q: 'no such word' })
  expect(await search({ q: `Secret plan ${itemId}` })).toEqual(nothing)
  const { items, ...ofPage } = await search({ assignedTo: people.manager })
  expect({ ...ofPage, items }).toEqual(nothing)
  const readAnew = async () => {
    await portal.confirm()
    return (await search({ q: 'notice' })).items
  }
  await expect.poll(readAnew).toMatchObject([{ itemId, title: 'Public notice' }])
})

test('T1: no file tells which words an item had: not by its rows, not by failing, and not by what it asks of the CRM', async () => {
  const { portal, create, change, walk } = await portalOf(1220)
  const itemId = await create()
  await change(itemId, { title: 'Public notice', assignedById: people.employee })
  for (const q of ['no such word', 'Secret', 'Secret', 'no such word']) {
    const before = (await portal.requests()).length
    expect(await walk(people.employee, { q })).toEqual([])
    expect([q, (await portal.requests()).length - before]).toEqual([q, 1])
  }
  expect(await walk(people.employee, { assignedTo: people.manager })).toEqual([])
})

test('T1: a row that cannot be read anew is left out of a file and does not cost the rest; one that is read anew meanwhile is in it', async () => {
  const { portal, create, change, walk } = await portalOf(1220)
  const own = await create(people.employee)
  const itemId = await create()
  await change(itemId, { title: 'Public notice', assignedById: people.employee })
  expect((await walk(people.employee)).map((item) => item.itemId)).toEqual([own])
  const walking = walk(people.employee)
  expect(await portal.receipts()).toMatchObject({ RECEIVED: 1 })
  await portal.confirm()
  expect((await walking).map((item) => item.title)).toEqual(['Public notice', 'Secret plan'])
})

test('T1: a search for a word that an item had costs what one for no word at all costs, also when it is repeated', async () => {
  const { portal, viewerOf, create, change } = await portalOf(1220)
  const itemId = await create()
  await change(itemId, { title: 'Public notice', assignedById: people.employee })
  const viewer = await viewerOf(people.employee)
  let nowMs = Date.now()
  // All of them within the time in which a row that was found stale is not asked about again.
  const slowly: Clock = () => {
    nowMs += 1
    return new Date(nowMs)
  }
  for (const q of ['no such word', 'Secret', 'Secret', 'no such word']) {
    const before = (await portal.requests()).length
    await listVisibleItems(viewer, { filter: { q }, before: null, limit: 20 }, slowly)
    expect([q, (await portal.requests()).length - before]).toEqual([q, 1])
  }
})

test('T1: who saw the very state of a row keeps it while the portal does not let it be read anew', async () => {
  const { create, change, page } = await portalOf(1220)
  const itemId = await create(people.employee)
  expect(await page(people.employee)).toMatchObject([{ itemId, title: 'Secret plan' }])
  await change(itemId, { title: 'Public notice' })
  expect(await page(people.employee, minutesLater(4))).toMatchObject([{ itemId, title: 'Secret plan' }])
})

test('T1: a row from before it was noted when it was read is told where it is as the CRM shows it, and read anew where it is not', async () => {
  const { portal, create, change, page } = await portalOf(1220)
  const itemId = await create(people.employee)
  const other = await create(people.employee)
  await core().sql('update feed_item set updated_at = null')
  await change(other, { title: 'Public notice' })
  const first = await page(people.employee)
  expect(first.map((item) => item.itemId)).toEqual([itemId])
  expect(await portal.receipts()).toMatchObject({ RECEIVED: 1 })
  await portal.confirm()
  expect((await page(people.employee)).map((item) => item.title)).toEqual(['Public notice', 'Secret plan'])
})

test('T1: an item that a robot changes without end, in what the feed does not show, stays on the page and costs nothing', async () => {
  const { portal, create, change, page } = await portalOf(1220)
  const itemId = await create(people.employee)
  await core().sql(`update feed_item set updated_at = updated_at - interval '1 minute'`)
  await change(itemId, { userId: people.manager })
  expect(await page(people.employee)).toMatchObject([{ itemId }])
  expect((await portal.receipts()).RECEIVED ?? 0).toBe(0)
})

test('T13: an admin is one for minutes, not for ever: who is demoted is soon shown only what the CRM shows', async () => {
  const { portal, create, page } = await portalOf(1220)
  await create()
  expect(await page(people.admin)).toHaveLength(1)
  await core().simulator.setRights(portal.memberId, { userId: people.admin, admin: false, crm: 'none' })
  expect(await page(people.admin)).toHaveLength(1)
  expect(await page(people.admin, minutesLater(4))).toEqual([])
})
