import { expect, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 20 }

test('the admin is offered every smart process, and invoices, which the CRM does not list', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(147)
  const { body } = await admin.call<{ entityTypes: unknown[] }>('GET', '/api/entity-types?counts=true')
  expect(body.entityTypes).toHaveLength(5)
  expect(body.entityTypes).toEqual(
    expect.arrayContaining([
      { entityTypeId: 1220, title: 'Claims', isInvoice: false, watched: false, itemCount: 56 },
      { entityTypeId: 1036, title: 'Equipment orders', isInvoice: false, watched: false, itemCount: 34 },
      { entityTypeId: 177, title: 'Contracts', isInvoice: false, watched: false, itemCount: 28 },
      { entityTypeId: 147, title: 'Visits', isInvoice: false, watched: true, itemCount: 22 },
      { entityTypeId: 31, title: 'Invoices', isInvoice: true, watched: false, itemCount: 40 },
    ]),
  )
})

test('more smart processes than one page of the list are all offered', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(147)
  for (let n = 0; n < 60; n += 1) await system().simulator.createType(portal.memberId, { title: `Process ${n}` })
  const { body } = await admin.call<{ entityTypes: unknown[] }>('GET', '/api/entity-types')
  expect(body.entityTypes).toHaveLength(65)
})

test('a saved watch holds for the very next event, on every instance', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1036)
  const second = await system().startInstance()
  const expected: number[] = []
  for (const [round, appUrl] of [system().app.url, second.url, system().app.url, second.url].entries()) {
    const [while_ = 0, after = 0] = await portal.create({ entityTypeId: 1220, count: 2, announce: false })
    await admin.at(round % 2 === 0 ? second.url : system().app.url).watch(1036)
    expect(await portal.send({ itemId: while_ }, appUrl)).toBe(200)
    await admin.at(round % 2 === 0 ? system().app.url : second.url).watch(1220, 1036)
    const [fresh = 0] = await portal.create({ entityTypeId: 1220, announce: false })
    expect(await portal.send({ itemId: fresh }, appUrl)).toBe(200)
    expected.unshift(fresh)
    await expect.poll(() => admin.itemIds('entityTypeId=1220'), soon).toEqual(expected)
    expect(expected).not.toContain(after)
  }
  await expect.poll(() => portal.receipts('ITEM_ADD'), soon).toEqual({ RECORDED: 4, NOT_WATCHED: 4 })
})

test('a new watch begins after the newest item, whose id is its checkpoint', async () => {
  const portal = await createPortal(system())
  const [newest] = await portal.create({ entityTypeId: 1220, announce: false })
  const admin = await portal.ready({ entityTypeId: 1220 }, { entityTypeId: 31, visibility: 'portal' })
  expect(await admin.watches()).toEqual([
    expect.objectContaining({ entityTypeId: 1220, title: 'Claims', visibility: 'crm', checkpointItemId: newest }),
    expect.objectContaining({ entityTypeId: 31, title: 'Invoices', visibility: 'portal', itemCount: 0 }),
  ])
  expect((await admin.feed()).items).toEqual([])
})

test('who is no admin sees which types are watched, and no counts or positions', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const employee = await portal.viewer(people.employee)
  const none = { checkpointItemId: null, sweptAt: null, lastItemAt: null, itemCount: null, paused: null }
  expect(await employee.watches()).toEqual([{ entityTypeId: 1220, title: 'Claims', visibility: 'crm', ...none }])
})

test('what cannot be watched is 422 with the reason per type, and nothing is changed', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const before = await admin.watchSettings()
  const wanted = [2, 1, 3, 4, 7, 9_998, 1220, 1220, 147].map((entityTypeId) => ({ entityTypeId }))
  const answer = await admin.call('PUT', '/api/watches', { watches: wanted })
  expect(answer).toEqual({
    status: 422,
    body: expect.objectContaining({
      code: 'not_watchable',
      problems: [
        ...[2, 1, 3, 4, 7].map((entityTypeId) => ({ entityTypeId, reason: 'never_announced' })),
        { entityTypeId: 9_998, reason: 'unknown_type' },
        { entityTypeId: 1220, reason: 'twice' },
      ],
    }),
  })
  const tooMany = Array.from({ length: 101 }, (_, n) => ({ entityTypeId: n + 200 }))
  expect(await admin.call('PUT', '/api/watches', { watches: tooMany })).toMatchObject({ status: 422 })
  expect(await admin.watchSettings()).toEqual(before)
})

test.each([
  ['no JSON', '{'],
  ['no set', '{}'],
  ['a type that is a string', '{"watches":[{"entityTypeId":"1220"}]}'],
  ['a type of 0', '{"watches":[{"entityTypeId":0}]}'],
  ['an unknown visibility', '{"watches":[{"entityTypeId":1220,"visibility":"all"}]}'],
])('a set with %s is 400', async (_, body) => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const answer = await admin.request('/api/watches', { method: 'PUT', body })
  expect([answer.status, await answer.json()]).toEqual([400, expect.objectContaining({ code: 'malformed' })])
})

test('an unwatched type is gone from lists and changes at once', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  const [claim = 0] = await portal.create({ entityTypeId: 1220 })
  const [visit = 0] = await portal.create({ entityTypeId: 147 })
  await expect.poll(async () => (await admin.itemIds()).toSorted(), soon).toEqual([claim, visit].toSorted())
  await admin.watch(147)
  expect(await admin.itemIds()).toEqual([visit])
  expect(await admin.itemIds('entityTypeId=1220')).toEqual([])
  expect((await admin.changes(0)).items.map(({ itemId }) => itemId)).toEqual([visit])
  expect(await admin.watch()).toEqual([])
  expect(await admin.itemIds()).toEqual([])
})

test('a type that is gone from the CRM can be neither chosen nor kept', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220, 147)
  await system().simulator.deleteType(portal.memberId, 147)
  const { body } = await admin.call<{ entityTypes: { entityTypeId: number }[] }>('GET', '/api/entity-types')
  expect(body.entityTypes.map(({ entityTypeId }) => entityTypeId)).not.toContain(147)
  const answer = await admin.call('PUT', '/api/watches', { watches: [{ entityTypeId: 1220 }, { entityTypeId: 147 }] })
  expect(answer).toMatchObject({ status: 422, body: { problems: [{ entityTypeId: 147, reason: 'unknown_type' }] } })
  expect(await admin.watch(1220)).toMatchObject([{ entityTypeId: 1220 }])
})

test('while the portal does not answer nothing is changed', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await system().simulator.setFaults(portal.memberId, { rest: [{ method: 'crm.type.list', kind: '500', times: 1 }] })
  expect(await admin.call('PUT', '/api/watches', { watches: [] })).toMatchObject({ status: 503 })
  expect(await admin.watches()).toMatchObject([{ entityTypeId: 1220 }])
})
