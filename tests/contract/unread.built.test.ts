import { describe, expect, test } from 'vitest'
import type { UnreadAnswer } from '#lib/feed/seen-marks.ts'
import { silentSettings } from '#lib/notify/notify-rule.ts'
import type { SavedView } from '#lib/preferences/preferences.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { fillFeed } from '../support/fill-feed.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }

async function unread(viewer: FeedClient): Promise<UnreadAnswer> {
  return (await viewer.call<UnreadAnswer>('GET', '/api/feed/unread')).body
}

/** Counts by type, `+` where there may be more. */
async function counts(viewer: FeedClient) {
  return Object.fromEntries(
    (await unread(viewer)).counts.map(({ entityTypeId, count, isCapped }) => [
      entityTypeId,
      `${count}${isCapped ? '+' : ''}`,
    ]),
  )
}

async function see(viewer: FeedClient, revision: string, entityTypeId?: number): Promise<number> {
  const body = JSON.stringify({ revision, entityTypeId })
  return (await viewer.request('/api/feed/seen', { method: 'POST', body })).status
}

async function recorded(portal: PortalDriver, admin: FeedClient, count: number) {
  await expect.poll(async () => (await admin.itemIds()).length, { ...soon, message: portal.memberId }).toBe(count)
}

describe('unread', () => {
  test('counts by type what the viewer may see and has not seen, on every device', async () => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220, { entityTypeId: 147, visibility: 'portal' })
    await portal.create({ entityTypeId: 1220, userId: people.employee, count: 2 })
    await portal.create({ entityTypeId: 1220, userId: people.manager, count: 3 })
    await portal.create({ entityTypeId: 147, userId: people.manager, count: 4 })
    await recorded(portal, admin, 9)
    const employee = await portal.viewer(people.employee)
    const outsider = await portal.viewer(people.outsider)
    expect(await counts(admin)).toEqual({ 147: '4', 1220: '5' })
    expect(await counts(employee)).toEqual({ 147: '4', 1220: '2' })
    expect(await counts(outsider)).toEqual({ 147: '4', 1220: '0' })

    const [newest] = (await employee.feed('entityTypeId=1220')).items
    expect(await see(employee, newest?.position ?? '', 1220)).toBe(204)
    const otherDevice = await portal.viewer(people.employee)
    expect(await counts(otherDevice)).toEqual({ 147: '4', 1220: '0' })
    expect((await otherDevice.feed('unread=1')).items.map((item) => item.entityTypeId)).toEqual([147, 147, 147, 147])
    expect((await otherDevice.feed('unread=0')).items.map((item) => item.entityTypeId)).toEqual([1220, 1220])
    expect(await counts(admin)).toEqual({ 147: '4', 1220: '5' })

    await portal.create({ entityTypeId: 1220, userId: people.employee })
    await recorded(portal, admin, 10)
    await expect.poll(() => counts(employee), soon).toEqual({ 147: '4', 1220: '1' })
    const { headRevision } = await admin.feed()
    expect(await see(employee, headRevision)).toBe(204)
    expect(await counts(employee)).toEqual({ 147: '0', 1220: '0' })
  })

  test('an item that was seen stays seen when it changes, and marks never go back', async () => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    const [first = 0] = await portal.create({ entityTypeId: 1220 })
    await recorded(portal, admin, 1)
    const before = (await admin.feed()).headRevision
    await see(admin, before)
    await system().simulator.updateItem(portal.memberId, 1220, first, { title: 'Changed' })
    await expect.poll(async () => (await admin.item(1220, first))?.title, soon).toBe('Changed')
    expect(await counts(admin)).toEqual({ 1220: '0' })
    await see(admin, '0')
    expect((await unread(admin)).seen).toEqual({ all: before, byType: {} })
  })

  test('a mark from the future is one of now: what comes is unread, and nothing tells how far the feed has come', async () => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    const outsider = await portal.viewer(people.outsider)
    expect((await unread(outsider)).seen).toEqual({ all: '0', byType: {} })
    await portal.create({ entityTypeId: 1220, userId: people.manager, count: 3 })
    await recorded(portal, admin, 3)
    for (const viewer of [admin, outsider]) expect(await see(viewer, '9'.repeat(18))).toBe(204)
    expect((await unread(admin)).seen.all).toBe((await admin.feed()).headRevision)
    // Told with the slow head only, which stood at the beginning of the feed a moment ago.
    const told = Number((await unread(outsider)).seen.all)
    expect(told).toBeLessThanOrEqual(Number((await outsider.feed()).headRevision))
    await portal.create({ entityTypeId: 1220 })
    await recorded(portal, admin, 4)
    expect(await counts(admin)).toEqual({ 1220: '1' })
  })

  test('more than 99 are 99 and more; beyond what was looked at there may be more', async () => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220, 1036)
    await fillFeed(system(), portal, { entityTypeId: 1220, by: people.employee, count: 110 })
    await fillFeed(system(), portal, { entityTypeId: 1220, by: people.manager, count: 500 })
    expect(await counts(admin)).toEqual({ 1036: '0', 1220: '99+' })
    const employee = await portal.viewer(people.employee)
    const own = await portal.create({ entityTypeId: 1220, userId: people.employee, count: 2 })
    await expect
      .poll(async () => (await employee.feed('limit=2')).items.map((item) => item.itemId), soon)
      .toEqual(own.toReversed())
    expect(await counts(employee)).toEqual({ 1036: '0', 1220: '2+' })
    await see(employee, (await employee.feed('limit=1')).items[0]?.position ?? '')
    expect(await counts(employee)).toEqual({ 1036: '0', 1220: '0' })
  })

  test('rows are seen and unread one by one; history never is unread by itself', async () => {
    const portal = await createPortal(system())
    const { entityTypeId } = await system().simulator.createType(portal.memberId, { title: 'Orders' })
    await portal.create({ entityTypeId, count: 5, announce: false })
    const admin = await portal.ready({ entityTypeId, history: 'last500' })
    await recorded(portal, admin, 5)
    expect(await counts(admin)).toEqual({ [entityTypeId]: '0' })
    expect((await admin.feed('unread=1')).items).toEqual([])
    await portal.create({ entityTypeId, userId: people.employee, count: 4 })
    await recorded(portal, admin, 9)
    for (const viewer of [admin, await portal.viewer(people.manager)]) {
      const { items } = await viewer.feed()
      const [newest = '', second = '', third = ''] = items.map(({ position }) => position)
      const imported = items.find(({ isHistory }) => isHistory)?.position ?? ''
      const mark = async (change: object) => {
        const body = JSON.stringify(change)
        expect((await viewer.request('/api/feed/seen', { method: 'POST', body })).status).toBe(204)
      }
      expect(await counts(viewer)).toEqual({ [entityTypeId]: '4' })
      await mark({ seen: [newest, third] })
      expect(await counts(viewer)).toEqual({ [entityTypeId]: '2' })
      await mark({ unread: [third, imported] })
      expect(await counts(viewer)).toEqual({ [entityTypeId]: '4' })
      const left = await viewer.feed('unread=1')
      expect(left.items.map(({ position }) => position)).toEqual([second, third, items[3]?.position, imported])
      await mark({ revision: newest, entityTypeId })
      expect(await counts(viewer)).toEqual({ [entityTypeId]: '0' })
      expect((await unread(viewer)).seen).toMatchObject({ byType: { [entityTypeId]: newest } })
    }
  })

  test.each([
    ...[
      '{}',
      '{"revision":5}',
      '{"revision":"x"}',
      '{"revision":"-1"}',
      '{"revision":"1","entityTypeId":"x"}',
      '[]',
      'x',
    ],
    ...['{"seen":"1"}', '{"unread":["x"]}', `{"seen":${JSON.stringify(Array.from({ length: 301 }, String))}}`],
    ...['{"revision":"1","more":1}', `{"revision":"${'9'.repeat(19)}"}`],
  ])('%s marks nothing', async (body) => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    expect((await admin.request('/api/feed/seen', { method: 'POST', body })).status).toBe(400)
    expect(await see(admin, '1', 177)).toBe(404)
    expect((await unread(admin)).seen).toEqual({ all: '0', byType: {} })
  })
})

describe('preferences', () => {
  const notify = { ...silentSettings, sound: true }
  const view: SavedView = { id: 'v1', name: 'Мои заявки', filter: { q: '合同', createdBy: 9, unread: true } }

  test('are the viewer’s own, follow the viewer, and are saved part by part', async () => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    const employee = await portal.viewer(people.employee)
    const path = '/api/preferences'
    expect(await employee.call('GET', path)).toEqual({
      status: 200,
      body: { views: [], notify: null, theme: null, filter: null },
    })
    await employee.call('PUT', path, { views: [view] })
    await employee.call('PUT', path, { notify })
    await see(employee, '0')
    const both = { status: 200, body: { views: [view], notify, theme: null, filter: null } }
    expect(await (await portal.viewer(people.employee)).call('GET', path)).toEqual(both)
    expect(await admin.call('GET', path)).toEqual({
      status: 200,
      body: { views: [], notify: null, theme: null, filter: null },
    })
    expect(await employee.call('PUT', path, { views: [], other: 1 })).toMatchObject({ status: 400 })
    expect(await employee.call('GET', path)).toEqual(both)
    expect((await employee.request(path, { method: 'PUT', body: `{"views":[${' '.repeat(65_536)}]}` })).status).toBe(
      413,
    )
    expect(
      (await employee.request(path, { method: 'PUT', body: `{"notify":${'['.repeat(9_000)}${']'.repeat(9_000)}}` }))
        .status,
    ).toBe(400)
    expect((await fetch(`${system().app.url}${path}`)).status).toBe(401)
  })
})
