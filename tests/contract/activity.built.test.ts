import { expect, test } from 'vitest'
import type { Activity } from '#lib/insight/activity.ts'
import type { Insight } from '#lib/insight/silence.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { fillFeed } from '../support/fill-feed.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }

async function activity(viewer: FeedClient, query = ''): Promise<Activity> {
  const { status, body } = await viewer.call<Activity>('GET', `/api/activity?${query}`)
  expect([query, status]).toEqual([query, 200])
  return body
}

const total = (rows: readonly { count: number; byAutomation: number }[]) => [
  rows.reduce((sum, row) => sum + row.count, 0),
  rows.reduce((sum, row) => sum + row.byAutomation, 0),
]

/** Writes when the portal's items were created, as if time had passed; `when` is SQL over `n`, the item's place. */
async function created(portal: PortalDriver, when: string) {
  await system().sql(
    `update feed_item i set created_at = ${when} from (
       select portal_id, entity_type_id as type, item_id, row_number() over (partition by entity_type_id order by item_id) as n
       from feed_item
       where portal_id = (select id from portal where member_id = $1)
     ) p where p.portal_id = i.portal_id and p.type = i.entity_type_id and p.item_id = i.item_id`,
    [portal.memberId],
  )
}

test('counts what was created by hour and by day, persons and robots apart, empty times too', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  await portal.create({ entityTypeId: 1220, count: 3 })
  await portal.create({ entityTypeId: 1220, byRobot: true, count: 2 })
  await portal.create({ entityTypeId: 147, count: 4 })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(9)
  const hours = await activity(admin)
  expect(hours.buckets.length).toBeGreaterThanOrEqual(24)
  expect([total(hours.buckets), total(hours.heat), hours.isPartial]).toEqual([[9, 2], [9, 2], false])
  expect(total((await activity(admin, 'entityTypeId=1220')).buckets)).toEqual([5, 2])
  expect(total((await activity(admin, 'entityTypeId=177')).buckets)).toEqual([0, 0])
  expect(total((await activity(admin, 'actor=automation')).buckets), 'as the filter shows').toEqual([2, 2])
  const [{ title = '' } = {}] = (await admin.feed('entityTypeId=147&limit=1')).items
  expect(total((await activity(admin, `q=${encodeURIComponent(title)}&entityTypeId=147`)).heat)[0]).toBeGreaterThan(0)
  expect(total((await activity(admin, 'q=of-none')).heat)).toEqual([0, 0])
  expect((await admin.request('/api/activity?colour=red')).status).toBe(400)
  const days = await activity(admin, 'bucket=day')
  expect(days.buckets.length).toBeGreaterThanOrEqual(30)
  expect(total(days.buckets.slice(-1))).toEqual([9, 2])
})

test('days are those of the viewer’s clocks, of 23 and 25 hours too', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await portal.create({ entityTypeId: 1220, count: 2 })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(2)
  // In Berlin the clocks went back on Sunday, 25 October 2026, at 01:00 UTC.
  await created(portal, `timestamptz '2026-10-24 22:30Z' + (n - 1) * interval '24 hours'`)
  const range = 'from=2026-10-24T22:00:00Z&to=2026-10-26T23:00:00Z&bucket=day'
  expect(await activity(admin, `${range}&tz=Europe/Berlin`)).toEqual({
    buckets: [
      { from: '2026-10-24T22:00:00.000Z', count: 2, byAutomation: 0 },
      { from: '2026-10-25T23:00:00.000Z', count: 0, byAutomation: 0 },
    ],
    heat: [
      { weekday: 7, hour: 0, count: 1, byAutomation: 0 },
      { weekday: 7, hour: 23, count: 1, byAutomation: 0 },
    ],
    isPartial: false,
  })
  expect((await activity(admin, `${range}&tz=UTC`)).buckets.map(({ count }) => count)).toEqual([1, 1, 0])
  const halfHours = (await activity(admin, `${range}&tz=%2B01:30`)).buckets.map(({ from }) => from.slice(11, 16))
  expect(new Set(halfHours)).toEqual(new Set(['22:30']))
})

test('H10: counts of hidden items reach nobody: neither the chart, nor the heat, nor whether a type is silent', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, { entityTypeId: 147, visibility: 'portal' })
  await portal.create({ entityTypeId: 1220, userId: people.employee, count: 2 })
  await portal.create({ entityTypeId: 1220, userId: people.manager, count: 5 })
  await portal.create({ entityTypeId: 147, userId: people.manager, count: 3 })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(10)
  const counted = async (viewer: FeedClient) => {
    const { buckets, heat, isPartial } = await activity(viewer)
    return [total(buckets)[0], total(heat)[0], isPartial]
  }
  expect(await counted(admin)).toEqual([10, 10, false])
  expect(await counted(await portal.viewer(people.employee))).toEqual([5, 5, false])
  expect(await counted(await portal.viewer(people.outsider))).toEqual([3, 3, false])
})

test('beyond what the CRM was asked about the chart says that it is not whole', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await fillFeed(system(), portal, { entityTypeId: 1220, by: people.manager, count: 2_000 })
  await fillFeed(system(), portal, { entityTypeId: 1220, by: people.employee, count: 3 })
  const employee = await portal.viewer(people.employee)
  expect(await activity(employee)).toMatchObject({ isPartial: true })
  expect(total((await activity(employee)).buckets)).toEqual([3, 0])
  expect(total((await activity(admin)).buckets)).toEqual([2_003, 0])
  const since = new Date(Date.now() - 1_000).toISOString()
  expect((await activity(employee, `from=${since}`)).isPartial).toBe(false)
})

test('a type that has gone quiet against its habit is told to those who see all of it', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, { entityTypeId: 147, visibility: 'portal' })
  for (const entityTypeId of [1220, 147])
    await fillFeed(system(), portal, { entityTypeId, by: people.admin, count: 2_000 })
  const silences = async (viewer: FeedClient) =>
    (await viewer.call<Insight>('GET', '/api/insight')).body.silences.map((s) => [s.entityTypeId, s.usualPerHour])
  expect(await silences(admin)).toEqual([])
  // Two an hour of each type for five weeks, the last of them five hours ago.
  await created(portal, `now() - interval '5 hours 1 minute' - (n % 2000) * interval '30 minutes'`)
  await system().sql(
    `update watch set created_at = now() - interval '60 days' where portal_id = (select id from portal where member_id = $1)`,
    [portal.memberId],
  )
  expect((await silences(admin)).map(([type]) => type)).toEqual([147, 1220])
  expect(await silences(await portal.viewer(people.employee))).toEqual([[147, 2]])
})

test.each([
  'bucket=week',
  'from=now',
  'from=2026-01-02&to=2026-01-01',
  'from=2020-01-01&bucket=day',
  'tz=Mars',
  'colour=red',
  'bucket=hour&from=2026-01-01&to=2026-03-01',
])('activity of %s is refused', async (query) => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  expect((await admin.request(`/api/activity?${query}`)).status).toBe(400)
})
