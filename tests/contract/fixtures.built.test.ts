import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { FeedClient } from '../support/feed-client.ts'
import type { FeedStream } from '../support/feed-stream.ts'
import { PortalDriver, postEvent } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const fixture = (name: string) => readFileSync(path.join('tests/fixtures', `${name}.form`), 'utf8')
const post = async (body: string) => (await postEvent(system().app.url, body)).status
const soon = { interval: 20 }

// The portal and the items that the fixtures name, in their order.
const memberId = 'a223c6b3710f85df22e9377d6c4f7553'
let portal: PortalDriver
let admin: FeedClient
let stream: FeedStream

beforeAll(async () => {
  const { simulator } = system()
  const applicationToken = '51856fefc120afa4b628cc82d3935cce'
  portal = new PortalDriver(system(), await simulator.createPortal({ memberId, applicationToken, sample: false }))
  await simulator.createType(memberId, { title: 'Claims', entityTypeId: 1220, categories: true })
  await simulator.createType(memberId, { title: 'Invoices', entityTypeId: 31 })
  admin = await portal.ready(1220, 31)
  stream = await admin.stream()
  for (const id of [22, 23, 24, 25, 26]) {
    await portal.create({ entityTypeId: 1220, id, title: `Claim ${id}`, announce: false })
  }
  await portal.create({ entityTypeId: 31, id: 7, title: 'Invoice 7', announce: false })
})

test.each([
  { name: 'event-item-add', entityTypeId: 1220, id: 22, actor: 'person' },
  { name: 'event-item-add-by-user', entityTypeId: 1220, id: 23, actor: 'person' },
  { name: 'event-item-add-by-automation', entityTypeId: 1220, id: 24, actor: 'automation' },
  { name: 'event-item-add-invoice', entityTypeId: 31, id: 7, actor: 'automation' },
  { name: 'event-item-add-suffixed', entityTypeId: 1220, id: 25, actor: 'automation' },
])('$name brings item $id of type $entityTypeId into list and stream', async ({ name, entityTypeId, id, actor }) => {
  expect(await post(fixture(name))).toBe(200)
  await expect.poll(() => stream.items.find((item) => item.id === `${entityTypeId}:${id}`), soon).toBeDefined()
  const row = await admin.item(entityTypeId, id)
  expect(row).toMatchObject({
    id: `${entityTypeId}:${id}`,
    title: entityTypeId === 31 ? `Invoice ${id}` : `Claim ${id}`,
    url: expect.stringContaining(`/${id}/`),
    source: 'event',
    actor,
    createdBy: { id: 1, name: 'Ann Lee' },
    assignedTo: { id: 1, name: 'Ann Lee' },
    category: { id: expect.any(Number), name: 'General' },
    stage: { name: 'New', color: '#22b9ff', semantics: null },
    revision: expect.stringMatching(/^\d+$/),
  })
  expect(stream.items.at(-1)).toEqual(row)
})

test('the form of an automation with scope and status, as documented, is no person either', async () => {
  const documented = fixture('event-item-add-by-automation-scope-status')
  expect(await post(documented.replace('%5BID%5D=24', '%5BID%5D=26'))).toBe(200)
  await expect.poll(() => admin.item(1220, 26), soon).toMatchObject({ actor: 'automation', title: 'Claim 26' })
  expect(await post(documented)).toBe(200)
  await expect.poll(() => portal.receipts(), soon).toMatchObject({ DUPLICATE: 1 })
})

test('event-item-update.form refreshes the row in its place and keeps who created it', async () => {
  const order = await admin.itemIds()
  await system().simulator.updateItem(memberId, 1220, 22, { title: 'Claim 22, corrected', announce: false })
  expect(await post(fixture('event-item-update'))).toBe(200)
  await expect
    .poll(() => admin.item(1220, 22), soon)
    .toMatchObject({ title: 'Claim 22, corrected', actor: 'person', source: 'event' })
  expect(await admin.itemIds()).toEqual(order)
  await expect.poll(() => stream.items.at(-1), soon).toMatchObject({ itemId: 22, title: 'Claim 22, corrected' })
})

test('event-item-delete.form takes the row away and tells the stream', async () => {
  await system().simulator.deleteItem(memberId, 1220, 22, { announce: false })
  expect(await post(fixture('event-item-delete'))).toBe(200)
  await expect.poll(() => stream.removed, soon).toEqual([{ entityTypeId: 1220, itemId: 22 }])
  expect(await admin.item(1220, 22)).toBeUndefined()
})

test.each([
  'event-type-add',
  'event-type-delete',
  'event-app-install',
  'event-app-install-documented',
  'event-app-payment',
])('%s.form is answered 200 and changes no row', async (name) => {
  const before = await admin.feed()
  expect(await post(fixture(name))).toBe(200)
  expect(await admin.feed()).toEqual(before)
})

test('event-app-payment-documented.form has no application token, so it is refused', async () => {
  expect(await post(fixture('event-app-payment-documented'))).toBe(403)
})
