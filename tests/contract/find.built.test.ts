import { beforeAll, describe, expect, test, vi } from 'vitest'
import { type FeedFilter, matchesFilter } from '#lib/feed/feed-filter.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { filterToParams } from '#lib/feed/filter-params.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }
let portal: PortalDriver
let admin: FeedClient
let employee: FeedClient
let outsider: FeedClient

const titles = [
  'Ёлка для офиса',
  'Договор поставки № 22',
  '供应合同补充协议',
  'バーコードスキャナー',
  'ต่อสัญญาเช่าอุปกรณ์',
  'Hauptstraße: Lieferung',
  'Discount of 50% on part c_1',
  'Discount of 500 on part cx1',
  'back\\slash and "quotes"',
]
const secret = 'Merger with Zeta 机密'

beforeAll(async () => {
  portal = new PortalDriver(system(), await system().simulator.createPortal())
  admin = await portal.ready(1220, 1036, { entityTypeId: 147, visibility: 'portal' })
  const { employee: own, manager } = people
  for (const [index, title] of titles.entries()) {
    const userId = index % 2 === 0 ? own : manager
    await portal.create({ entityTypeId: 1220, userId, title, categoryId: 3 + (index % 3 === 0 ? 0 : 1) })
  }
  await portal.create({ entityTypeId: 1220, userId: manager, title: secret })
  await portal.create({ entityTypeId: 1036, userId: own, byRobot: true, stageId: 'DT1036_9:ORDERED', count: 2 })
  await portal.create({ entityTypeId: 147, userId: manager, title: 'Open to all: Договор' })
  await vi.waitFor(async () => expect(await admin.itemIds()).toHaveLength(titles.length + 4), {
    ...soon,
    timeout: 60_000,
  })
  employee = await portal.viewer(people.employee)
  outsider = await portal.viewer(people.outsider)
})

async function all(viewer: FeedClient, filter: FeedFilter = {}): Promise<FeedItem[]> {
  return (await viewer.feed(`limit=100&${filterToParams(filter)}`)).items
}

const filters: FeedFilter[] = [
  { q: 'елка' },
  { q: 'ДОГОВОР' },
  { q: 'договор поставки' },
  { q: '合同' },
  { q: '议' },
  { q: 'スキャナ' },
  { q: 'สัญญา' },
  { q: 'hauptstrasse' },
  { q: '50%' },
  { q: 'c_1' },
  { q: '\\' },
  { q: '"quotes"' },
  { q: '22' },
  { q: 'e' },
  { q: 'zeta' },
  { q: "'; drop table feed_item; --" },
  { q: 'olsen' },
  { q: 'wholesale eva' },
  { q: 'ordered' },
  { createdBy: people.employee },
  { createdBy: people.manager },
  { assignedTo: people.employee },
  { createdBy: 999 },
  { categoryId: 3 },
  { stageId: 'DT1036_9:ORDERED' },
  { stageId: 'DT1220_3:NEW,DT1036_9:ORDERED' },
  { assignedTo: 0 },
  { actor: 'automation' },
  { actor: 'person' },
  { source: 'event' },
  { source: 'catch-up' },
  { from: '2026-01-01' },
  { to: '2026-01-01' },
  { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 3_600_000).toISOString() },
  { unread: true },
  { unread: false },
  { entityTypeId: 1220, q: 'e', createdBy: people.employee, actor: 'person', unread: true },
]

describe('a filter', () => {
  test.each(filters)(
    '%j: the server says the same as the client, to each viewer of what that viewer may see',
    async (filter) => {
      for (const viewer of [admin, employee, outsider]) {
        const everything = await all(viewer)
        const wanted = everything.filter((item) => matchesFilter(item, filter, { all: '0', byType: {} }))
        expect(await all(viewer, filter)).toEqual(wanted)
      }
    },
  )

  test('finds an item by its number', async () => {
    const [item] = await all(admin, { q: 'Ёлка' })
    for (const q of [`${item?.itemId}`, `#${item?.itemId}`, `№ ${item?.itemId}`])
      expect((await all(admin, { q })).map(({ title }) => title)).toEqual(['Ёлка для офиса'])
  })

  test('pages without losing or repeating anything', async () => {
    const wanted = (await all(admin, { q: 'd' })).map((item) => item.itemId)
    const paged: number[] = []
    for (let before = ''; ; ) {
      const page = await admin.feed(`limit=1&q=d${before}`)
      paged.push(...page.items.map((item) => item.itemId))
      if (page.nextCursor === null) break
      before = `&before=${page.nextCursor}`
    }
    expect(wanted.length).toBeGreaterThan(2)
    expect(paged).toEqual(wanted)
  })

  test('of spaces only filters nothing', async () => {
    expect((await admin.feed('limit=100&q=%20%20')).items).toEqual(await all(admin))
  })
})

test.each([
  ...['createdBy=x', 'createdBy=0', 'createdBy=1e3', 'assignedTo=-1', 'categoryId=9007199254740992', 'stageId='],
  ...[
    'actor=god',
    'source=EVENT',
    'from=now',
    'to=2026-13-45',
    'unread=maybe',
    'color=red',
    'q=%00',
    `q=${'x'.repeat(201)}`,
  ],
  ...['createdBy=1&createdBy=7', 'before=x', 'limit=0', 'stageId=%00'],
])('a filter that is not understood is refused rather than left out: %s', async (query) => {
  expect((await admin.request(`/api/feed?${query}`)).status).toBe(400)
})

test.each(['q=x', 'createdBy=1', 'unread=1', 'limit=5'])('a stream and its poll take no filter: %s', async (query) => {
  expect((await admin.request(`/api/feed/stream?${query}`)).status).toBe(400)
  expect((await admin.request(`/api/feed/changes?since=0&${query}`)).status).toBe(400)
})

describe('H10: what is hidden', () => {
  /** How many requests the CRM gets for one search of a viewer. */
  async function costOf(viewer: FeedClient, q: string): Promise<number> {
    const before = (await system().simulator.restLog(portal.memberId)).length
    await viewer.feed(`q=${encodeURIComponent(q)}`)
    return (await system().simulator.restLog(portal.memberId)).length - before
  }

  test('is found by no filter, and its search costs what a search for nothing costs', async () => {
    expect((await all(admin, { q: 'zeta' })).map(({ title }) => title)).toEqual([secret])
    for (const viewer of [employee, outsider]) {
      for (const q of ['zeta', '机密', 'Merger with'])
        expect(await viewer.feed(`q=${encodeURIComponent(q)}`)).toMatchObject({ items: [], nextCursor: null })
    }
    const fresh = await portal.viewer(people.outsider)
    expect(await costOf(fresh, 'zeta')).toBe(1)
    expect(await costOf(fresh, 'zeta')).toBe(1)
    expect(await costOf(fresh, 'no such thing')).toBe(1)
    expect(await costOf(admin, 'no such thing')).toBe(0)
  })

  test('does not show in how a search fails either', async () => {
    const fresh = await portal.viewer(people.outsider)
    for (const q of ['Hauptstraße', 'no such thing']) {
      await system().simulator.setFaults(portal.memberId, { rest: [{ method: 'batch', kind: '500', times: 1 }] })
      const answer = await fresh.request(`/api/feed?q=${encodeURIComponent(q)}`)
      expect([q, answer.status]).toEqual([q, 503])
      await expect.poll(async () => (await fresh.request('/api/feed?q=x')).status, soon).toBe(200)
    }
  })
})
