import { expect, test } from 'vitest'
import type { Diagnostics } from '#lib/insight/diagnostics.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 100 }

async function diagnose(admin: FeedClient, query = ''): Promise<Diagnostics> {
  const { status, body } = await admin.call<Diagnostics>('GET', `/api/diagnostics?${query}`)
  expect(status).toBe(200)
  return body
}

async function explain(admin: FeedClient, entityTypeId: number, itemId: number) {
  const { item } = await diagnose(admin, `entityTypeId=${entityTypeId}&itemId=${itemId}`)
  return item?.verdict
}

/** Calls the portal as its admin would, past the app. */
async function rest(portal: PortalDriver, method: string, params: object) {
  const { AUTH_ID } = await system().simulator.issueTokens(portal.memberId, { userId: people.admin })
  const response = await fetch(`${portal.origin}/rest/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...params, auth: AUTH_ID }),
  })
  expect(response.status).toBe(200)
}

test('H9: diagnostics, binding and replay are for admins; Bitrix24 is asked, not the claim', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const employee = await portal.viewer(people.employee)
  const routes = [
    ['GET', '/api/diagnostics'],
    ['POST', '/api/diagnostics/bindings'],
    ['POST', '/api/diagnostics/replay'],
  ] as const
  for (const [method, path] of routes) {
    const body = method === 'POST' ? {} : undefined
    expect(await employee.call(method, path, body)).toMatchObject({ status: 403, body: { code: 'admin_only' } })
  }
  await diagnose(admin)
  await system().simulator.setRights(portal.memberId, { userId: people.admin, admin: false })
  expect(await admin.call('GET', '/api/diagnostics')).toMatchObject({ status: 403 })
})

test('an admin is told how the app stands: state, owner, bindings, events, receipts, REST calls', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const ids = await portal.create({ entityTypeId: 1220, count: 3 })
  await portal.create({ entityTypeId: 177 })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(ids.length)
  await expect.poll(async () => (await diagnose(admin)).queue.restCalls.length, soon).toBeGreaterThan(0)
  const report = await diagnose(admin)
  expect(report).toMatchObject({
    installation: {
      status: 'ACTIVE',
      isFinished: true,
      condition: 'ok',
      tokenOwner: { id: people.admin, isYou: true },
      announcedUninstall: null,
    },
    bindings: { handler: `${system().app.url}/api/bitrix24/events`, missing: [], stale: 0 },
    queue: { watches: 1, unsettled: 0, deferred: 0, parked: 0 },
    steps: [],
    item: null,
  })
  expect(report.installation.scope).toContain('crm')
  expect(report.queue.receipts).toEqual([
    { outcome: 'recorded', count: 3 },
    { outcome: 'not_watched', count: 1 },
  ])
  expect(report.queue.restCalls).toEqual([{ outcome: 'ok', count: expect.any(Number) }])
  expect(Date.parse(report.queue.lastEventAt ?? '')).toBeGreaterThan(Date.now() - 60_000)
  expect(JSON.stringify(report)).not.toMatch(/token_sealed|refresh/i)
})

test('for any item an admin is told why it is in the feed or not', async () => {
  const portal = await createPortal(system())
  const [old = 0] = await portal.create({ entityTypeId: 1220 })
  const admin = await portal.ready(1220, { entityTypeId: 147, visibility: 'portal' })
  const [known = 0] = await portal.create({ entityTypeId: 1220 })
  const [open = 0] = await portal.create({ entityTypeId: 147 })
  const [unwatched = 0] = await portal.create({ entityTypeId: 177 })
  const [deleted = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(3)
  await system().simulator.deleteItem(portal.memberId, 1220, deleted)
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(2)
  expect(await portal.send({ itemId: known })).toBe(200)
  await expect.poll(() => portal.receipts(), soon).toMatchObject({ DUPLICATE: 1 })

  expect(await explain(admin, 1220, known)).toMatchObject({
    inFeed: true,
    code: 'received',
    notes: ['not_visible', 'duplicate'],
  })
  expect(await explain(admin, 147, open)).toMatchObject({ inFeed: true, code: 'received', notes: ['visible_to_all'] })
  expect(await explain(admin, 177, unwatched)).toMatchObject({ inFeed: false, code: 'not_watched' })
  expect(await explain(admin, 1220, deleted)).toMatchObject({ inFeed: false, code: 'removed', notes: [] })
  expect(await explain(admin, 1220, old)).toMatchObject({ code: 'before_baseline' })
  expect(await explain(admin, 1220, 9_999_999)).toMatchObject({ code: 'unknown_item' })
  expect(await explain(admin, 2, 5)).toMatchObject({ code: 'other_kind' })
  const { item } = await diagnose(admin, `entityTypeId=1220&itemId=${deleted}`)
  expect(item?.receipts.map(({ event, outcome }) => [event, outcome])).toEqual([
    ['delete', 'removed'],
    ['add', 'recorded'],
  ])
  for (const query of [
    'entityTypeId=1220',
    'itemId=5',
    'entityTypeId=x&itemId=5',
    'entityTypeId=1220&itemId=5&a=1',
    'entityTypeId=1220&itemId=5&itemId=6',
    'userId=1',
  ]) {
    expect(await admin.call('GET', `/api/diagnostics?${query}`)).toMatchObject({ status: 400 })
  }
})

test('what waits for a later moment is looked at again at once when an admin asks for it', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const { memberId } = portal
  await system().simulator.setFaults(memberId, { rest: [{ method: 'crm.item.list', kind: 'error200', times: 1_000 }] })
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  // Between two looks it is not put off for a moment, which a busy machine may meet.
  await expect.poll(() => diagnose(admin), soon).toMatchObject({ queue: { deferred: 1 }, steps: ['replay'] })
  expect(await explain(admin, 1220, itemId)).toMatchObject({ inFeed: false, code: 'pending' })
  // Nobody looks again before tomorrow, unless an admin says so.
  await system().sql(
    `update event_delivery set deferred_until = now() + interval '1 day' where settled_at is null and portal_id = (select id from portal where member_id = $1)`,
    [memberId],
  )
  await system().simulator.clearFaults(memberId)
  const elsewhere = { entityTypeId: 1220, itemId: itemId + 2 }
  expect((await admin.call('POST', '/api/diagnostics/replay', elsewhere)).body).toEqual({ replayed: 0 })
  expect(await admin.itemIds()).toEqual([])
  const answer = await admin.call('POST', '/api/diagnostics/replay', { entityTypeId: 1220, itemId })
  expect(answer).toEqual({ status: 200, body: { replayed: 1 } })
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
})

test('missing and stale bindings are shown and mended', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const handler = `${system().app.url}/api/bitrix24/events`
  await rest(portal, 'event.unbind', { event: 'ONCRMDYNAMICITEMADD', handler })
  await rest(portal, 'event.bind', { event: 'ONCRMTYPEADD', handler: 'https://old.example.com/events' })
  const broken = await diagnose(admin)
  expect(broken).toMatchObject({ bindings: { missing: ['ONCRMDYNAMICITEMADD'], stale: 1 }, steps: ['bind'] })
  expect((await admin.request('/api/diagnostics/bindings', { method: 'POST' })).status).toBe(204)
  expect(await diagnose(admin)).toMatchObject({ bindings: { missing: [], stale: 0 }, steps: [] })
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
})

test('an announced uninstall and lost access are shown for what they are', async () => {
  const portal = await createPortal(system())
  const { memberId } = portal
  await system().simulator.setRights(memberId, { userId: people.manager, admin: true })
  await portal.ready(1220)
  const manager = await portal.viewer(people.manager)
  expect(await portal.send({ event: 'ONAPPUNINSTALL' })).toBe(200)
  const announced = await diagnose(manager)
  expect(announced.installation.announcedUninstall).toMatchObject({ deletesData: false })
  expect(announced.steps).toContain('watch_uninstall')
  await system().simulator.setOAuthFault({ kind: 'invalid_grant', times: 1_000, memberId })
  await system().sql(
    `update installation set access_expires_at = now() where portal_id = (select id from portal where member_id = $1)`,
    [memberId],
  )
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(async () => (await diagnose(manager)).installation.condition, soon).toBe('reauth')
  expect(await explain(manager, 1220, itemId)).toMatchObject({ inFeed: false, code: 'unavailable' })
  const report = await diagnose(manager)
  expect(report.installation.tokenOwner).toMatchObject({ id: people.admin, isYou: false })
  expect(report.steps).toContain('reauthorise')
  await system().simulator.clearOAuthFaults(memberId)
})

test('an answer that nobody has heard of is named with its code once it has gone on for minutes, and no state is made of it', async () => {
  const portal = await createPortal(system())
  const { memberId } = portal
  const admin = await portal.ready(1220)
  const unnamed = async () => (await diagnose(admin)).queue.unnamed
  const refuse = async () => {
    const refusal = { error: 'ERROR_UNHEARD_OF', description: 'Something new' }
    await system().simulator.setFaults(memberId, {
      rest: [{ method: 'crm.item.list', kind: 'refuse', refusal, times: 1 }],
    })
    await portal.create({ entityTypeId: 1220 })
  }
  const refused = () =>
    system().sql<{ count: number }>(
      `select count(*)::int from rest_call c join portal p on p.id = c.portal_id
       where p.member_id = $1 and outcome = 'ERROR_UNHEARD_OF' and method = 'crm.item.list'`,
      [memberId],
    )
  await refuse()
  await expect.poll(refused, soon).toEqual([{ count: 1 }])
  expect(await unnamed()).toEqual([])
  await system().sql(
    `update rest_call set at = at - interval '6 minutes' where portal_id = (select id from portal where member_id = $1)`,
    [memberId],
  )
  await refuse()
  await expect.poll(refused, soon).toEqual([{ count: 2 }])
  const report = await diagnose(admin)
  expect(report.queue.unnamed).toEqual([
    { code: 'ERROR_UNHEARD_OF', method: 'crm.item.list', count: 2, sinceAt: expect.any(String) },
  ])
  expect(report.steps).toContain('unnamed')
  expect(report.installation.status).toBe('ACTIVE')
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(2)
})

test('whatever a closed portal keeps a person from, the refusal says why', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await system().simulator.setClosed(portal.memberId, 'plan')
  const comment = { key: crypto.randomUUID(), text: 'Seen' }
  const asked: [string, string, unknown?][] = [
    ['GET', '/api/diagnostics'],
    ['GET', '/api/entity-types'],
    ['PUT', '/api/watches', { watches: [{ entityTypeId: 1220 }] }],
    ['POST', '/api/diagnostics/bindings'],
    ['POST', `/api/items/1220/${itemId}/comment`, comment],
    ['GET', '/api/feed?q=anything'],
  ]
  for (const [method, path, body] of asked) {
    const { status, body: told } = await admin.call<{ standing?: unknown }>(method, path, body)
    expect([method, path, status, told.standing]).toEqual([
      ...[method, path, 503],
      { portal: 'payment', closing: 'plan', brokenAt: expect.any(String) },
    ])
  }
})
