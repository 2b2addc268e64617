import { expect, test } from 'vitest'
import type { FeedClient } from '../support/feed-client.ts'
import { fillFeed } from '../support/fill-feed.ts'
import { createPortal, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
/** More than sockets hold: the file cannot have been sent whole before it is read. */
const longRows = { entityTypeId: 1220, by: people.employee, count: 6_000, title: 'x'.repeat(5_000) }
const soon = { interval: 50 }

async function download(viewer: FeedClient, query = ''): Promise<string> {
  const response = await viewer.request(`/api/feed/export?${query}`)
  expect([query, response.status]).toEqual([query, 200])
  return Buffer.from(await response.arrayBuffer()).toString('utf8')
}

const titlesOf = (csv: string) =>
  csv
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(',')[1])

test('the file is CSV with a byte order mark, in the viewer’s words and clocks, with what the feed shows', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 31)
  const fields = { opportunity: 1500.5, currencyId: 'EUR' }
  const [itemId = 0] = await portal.create({
    entityTypeId: 1220,
    userId: 1,
    title: 'Said "no", twice',
    categoryId: 3,
    fields,
  })
  await portal.create({ entityTypeId: 31, byRobot: true, title: 'Счёт' })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(2)
  const response = await admin.request('/api/feed/export?tz=%2B03:00')
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="feed-\d{4}-\d\d-\d\d\.csv"$/)
  const bytes = Buffer.from(await response.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
  const [head, invoice, claim, end] = bytes.toString('utf8').slice(1).split('\r\n')
  expect(head).toBe(
    'Number,Title,Smart process,Pipeline,Stage,Created,Created by,Responsible,Amount,Currency,Origin,Found by,Link',
  )
  const item = await admin.item(1220, itemId)
  const local = new Date(Date.parse(item?.createdAt ?? '') + 3 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ')
  expect(claim).toBe(
    [
      ...[itemId, '"Said ""no"", twice"', 'Claims', 'Retail', 'Received', local, item?.createdBy?.name],
      ...[
        item?.assignedTo?.name,
        '1500.5',
        'EUR',
        'Person',
        'Event',
        `${portal.origin}/crm/type/1220/details/${itemId}/`,
      ],
    ].join(','),
  )
  expect(invoice).toContain(',Счёт,Invoices,')
  expect(invoice).toContain(',Automation,Event,')
  expect(end).toBe('')
})

test('H10: a viewer exports what that viewer may see, under every filter', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await portal.create({ entityTypeId: 1220, userId: people.employee, title: 'Own', count: 3 })
  await portal.create({ entityTypeId: 1220, userId: people.manager, title: 'Hidden', count: 4 })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(7)
  const employee = await portal.viewer(people.employee)
  const outsider = await portal.viewer(people.outsider)
  const own = ['Own 1', 'Own 2', 'Own 3']
  const hidden = ['Hidden 1', 'Hidden 2', 'Hidden 3', 'Hidden 4']
  expect(titlesOf(await download(admin)).toSorted()).toEqual([...hidden, ...own])
  expect(titlesOf(await download(employee)).toSorted()).toEqual(own)
  for (const query of ['', 'q=hidden', 'createdBy=7', 'unread=1', 'entityTypeId=1220'])
    expect([query, titlesOf(await download(outsider, query))]).toEqual([query, []])
  expect(titlesOf(await download(employee, 'q=hidden'))).toEqual([])
  expect(titlesOf(await download(admin, 'q=hidden'))).toHaveLength(4)
})

test('H12: a title that is a formula, or breaks out of its cell, stays a title', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const titles = [
    "=cmd|' /C calc'!A0",
    '+1',
    '-1',
    '@SUM(1)',
    '\t=1',
    'a\r\n=1',
    'x;=1',
    '"=1"',
    `${'long '.repeat(2_000)}`,
  ]
  for (const title of titles) await portal.create({ entityTypeId: 1220, title })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(titles.length)
  const csv = await download(admin)
  for (const piece of csv.slice(1).split(/[,;\t\r\n]/)) expect(piece).not.toMatch(/^"?\s*[=+\-@]/)
  expect(csv).toContain('long '.repeat(1_999))
})

test('more rows than one read are all there, once, in the feed’s order', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await fillFeed(system(), portal, { entityTypeId: 1220, by: people.employee, count: 1_100 })
  await fillFeed(system(), portal, { entityTypeId: 1220, by: people.manager, count: 500 })
  const numbers = (csv: string) =>
    csv
      .split('\r\n')
      .slice(1, -1)
      .map((line) => Number(line.split(',')[0]))
  expect(numbers(await download(admin))).toEqual(await admin.itemIds())
  const employee = await portal.viewer(people.employee)
  const own = numbers(await download(employee))
  expect(own).toHaveLength(1_100)
  expect(own).toEqual(await employee.itemIds())
})

test('rights that are lost in mid export break the file off, and a refusal before it is an answer', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  await fillFeed(system(), portal, longRows)
  const employee = await portal.viewer(people.employee)
  const response = await employee.request('/api/feed/export')
  const reader = response.body?.getReader()
  expect((await reader?.read())?.done).toBe(false)
  await system().simulator.revokeTokens(portal.memberId)
  const readOn = async () => {
    for (;;) if ((await reader?.read())?.done !== false) return 'whole'
  }
  await expect(readOn()).rejects.toThrow()
  expect([401, 503]).toContain((await employee.request('/api/feed/export?q=nothing')).status)
})

test('a reader who goes away ends the reading', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  await fillFeed(system(), portal, longRows)
  const employee = await portal.viewer(people.employee)
  const going = new AbortController()
  const asked = async () => (await system().simulator.restLog(portal.memberId)).length
  const response = await employee.request('/api/feed/export', { signal: going.signal })
  await response.body?.getReader().read()
  going.abort()
  // Both places of this viewer are free again: as many exports as that may run.
  const afterwards = async () => {
    const [one, two] = [new AbortController(), new AbortController()]
    const answers = await Promise.all([one, two].map(({ signal }) => employee.request('/api/feed/export', { signal })))
    const statuses = answers.map(({ status }) => status)
    const third = await employee.request('/api/feed/export')
    await third.body?.cancel()
    one.abort()
    two.abort()
    return [...statuses, third.status]
  }
  await expect.poll(afterwards, { interval: 500 }).toEqual([200, 200, 429])
  let before = -1
  await expect
    .poll(
      async () => {
        const now = await asked()
        const isStill = now === before
        before = now
        return isStill
      },
      { interval: 1_000 },
    )
    .toBe(true)
  expect(before).toBeLessThan(40)
})

test.each(['tz=Mars', 'color=red', 'createdBy=x', 'limit=5', 'before=x'])(
  'an export of %s is refused',
  async (query) => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    expect((await admin.request(`/api/feed/export?${query}`)).status).toBe(400)
  },
)
