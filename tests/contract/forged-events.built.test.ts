import { expect, test } from 'vitest'
import { eventForm } from '../support/event-form.ts'
import { createPortal, type PortalDriver, postEvent } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()

async function refusal(response: Response) {
  const { requestId, ...body } = (await response.json()) as Record<string, unknown>
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'))
  return { requestId, seen: { status: response.status, headers, body } }
}

test('H1: every unproved sender gets the same 403, leaves no row, and makes no call', async () => {
  const { app, simulator, sql } = system()
  const portal = await createPortal(system())
  const other = await createPortal(system())
  const stranger = await createPortal(system())
  await portal.ready(1220)
  await other.ready(1220)
  const [itemId] = await portal.create({ entityTypeId: 1220, announce: false })
  const forgeries = {
    'wrong token': { applicationToken: 'f'.repeat(32) },
    'a token with one letter more': { applicationToken: `${portal.applicationToken}0` },
    "another portal's token": { applicationToken: other.applicationToken },
    'a portal that never installed': { memberId: stranger.memberId, applicationToken: stranger.applicationToken },
    'an unknown portal': { memberId: '0'.repeat(32) },
    'an empty member_id': { memberId: '' },
    'no member_id': { memberId: undefined },
    'an empty application_token': { applicationToken: '' },
    'no application_token': { applicationToken: undefined },
    'neither of them': { memberId: undefined, applicationToken: undefined },
    'a wrong token with a right access token': { applicationToken: 'f'.repeat(32), accessToken: 'whatever' },
  }
  const called = async (...portals: PortalDriver[]) => {
    const logs = await Promise.all(portals.map(({ memberId }) => simulator.restLog(memberId)))
    return [...logs.map((log) => log.length), (await simulator.oauthLog()).length]
  }
  const before = await called(portal, other, stranger)
  const requestIds = new Set<unknown>()
  for (const [name, fields] of Object.entries(forgeries)) {
    const { requestId, seen } = await refusal(await postEvent(app.url, eventForm(portal, { itemId, ...fields })))
    requestIds.add(requestId)
    expect({ name, ...seen }).toEqual({
      name,
      status: 403,
      body: { type: 'about:blank', title: 'not proved', status: 403, code: 'not_proved' },
      headers: expect.objectContaining({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' }),
    })
  }
  expect(requestIds.size).toBe(Object.keys(forgeries).length)
  expect(await sql('select 1 from event_delivery')).toEqual([])
  expect(await sql('select 1 from portal where member_id = $1', [stranger.memberId])).toEqual([])
  expect(await called(portal, other, stranger)).toEqual(before)
})

test('H2: a right token with a made-up item never shows anything: the CRM does not confirm it', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const stream = await admin.stream()
  const accessToken = 'copied from a browser'
  expect(await portal.send({ itemId: 999_999, accessToken })).toBe(200)
  expect(await portal.send({ itemId: 999_999, event: 'ONCRMDYNAMICITEMUPDATE' })).toBe(200)
  await expect.poll(() => portal.receipts()).toEqual({ NOT_FOUND: 2 })
  expect(await portal.send({ itemId: 999_999, entityTypeId: 5 })).toBe(200)
  expect(await portal.receipts()).toEqual({ NOT_FOUND: 2, NOT_WATCHED: 1 })
  expect(await admin.feed()).toEqual({ items: [], nextCursor: null, headRevision: '0' })
  expect(stream.items).toEqual([])
})

test("H2: an event about another portal's item shows nothing of it", async () => {
  const portal = await createPortal(system())
  const other = await createPortal(system())
  const admin = await portal.ready(1220)
  const otherAdmin = await other.ready(1220)
  const [theirs] = await other.create({ entityTypeId: 1220, id: 700_001, title: 'Secret of the other portal' })
  expect(await portal.send({ itemId: theirs })).toBe(200)
  await expect.poll(() => portal.receipts()).toEqual({ NOT_FOUND: 1 })
  await expect.poll(() => otherAdmin.itemIds()).toEqual([theirs])
  expect((await admin.feed()).items).toEqual([])
})
