import { EncryptJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import type { FrameSession } from '#lib/sessions/viewer.ts'
import { FeedClient } from '../support/feed-client.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { resealSession } from '../support/session-forge.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const secretOf = () => system().appEnv.SESSION_SECRET ?? ''

async function sessionFor(
  portal: PortalDriver,
  changes: Record<string, unknown> = {},
  userId: number = people.employee,
) {
  const { AUTH_ID } = await system().simulator.issueTokens(portal.memberId, { userId })
  const body = { accessToken: AUTH_ID, memberId: portal.memberId, domain: portal.domain, ...changes }
  return fetch(`${system().app.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

test("a page that shows its viewer's token gets a session as that viewer", async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const answer = await sessionFor(portal)
  expect(answer.status).toBe(200)
  const session = (await answer.json()) as FrameSession
  expect(session).toEqual({
    abilities: { act: true, bell: true },
    token: expect.any(String),
    expiresAt: expect.any(String),
    viewer: { userId: people.employee, name: expect.any(String), isAdmin: false, language: 'en' },
    portal: { domain: portal.domain, address: portal.origin },
  })
  const lifetimeSeconds = (new Date(session.expiresAt).getTime() - Date.now()) / 1000
  expect(lifetimeSeconds).toBeGreaterThan(880)
  expect(lifetimeSeconds).toBeLessThanOrEqual(900)
  expect(await new FeedClient(system().app.url, session).feed()).toMatchObject({ items: [] })
})

test('H6: a token that Bitrix24 does not confirm for this portal is 401', async () => {
  const portal = await createPortal(system())
  const other = await createPortal(system())
  await portal.ready(1220)
  await other.ready(1220)
  const theirs = await system().simulator.issueTokens(other.memberId)
  const expired = await system().simulator.issueTokens(portal.memberId, { expiresInSeconds: -1 })
  for (const changes of [
    { accessToken: 'f'.repeat(48) },
    { accessToken: theirs.AUTH_ID },
    { accessToken: expired.AUTH_ID },
    { memberId: other.memberId },
    { domain: other.domain },
    { domain: 'evil.example' },
  ]) {
    const answer = await sessionFor(portal, changes)
    expect([changes, answer.status]).toEqual([changes, 401])
    expect(await answer.json()).toMatchObject({ code: 'unauthorized' })
  }
})

test('a session is 409 where the app is not installed, 503 while no OAuth server answers, 400 for no form of one', async () => {
  const portal = await createPortal(system(), { installed: true })
  const missing = await sessionFor(portal)
  expect([missing.status, await missing.json()]).toEqual([409, expect.objectContaining({ code: 'not_installed' })])
  const installed = await createPortal(system())
  await installed.install()
  await system().simulator.setOAuthFault({ kind: 'down', times: 1, memberId: installed.memberId })
  expect((await sessionFor(installed)).status).toBe(503)
  for (const changes of [{ accessToken: '' }, { accessToken: 5 }, { memberId: null }, { domain: ['a'] }]) {
    expect((await sessionFor(portal, changes)).status).toBe(400)
  }
})

const routes = [
  ['GET', 'feed'],
  ['GET', 'feed/stream'],
  ['GET', 'feed/changes?since=0'],
  ['GET', 'watches'],
  ['PUT', 'watches'],
  ['GET', 'entity-types'],
] as const

test('H8: no bearer, a wrong one, an expired one: 401 on every route', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const token = (await portal.open()).session?.token ?? ''
  const [header, , ...rest] = token.split('.')
  const hs = new UnsecuredJWT({ portalId: 'x' }).setAudience('frame').setExpirationTime('1h').encode()
  const otherAlgorithm = await new EncryptJWT({})
    .setProtectedHeader({ alg: 'dir', enc: 'A128GCM' })
    .setExpirationTime('1h')
    .encrypt(new Uint8Array(16))
  const bearers = {
    none: undefined,
    garbage: 'Bearer garbage',
    'two words': `Bearer ${token} x`,
    'no scheme': token,
    basic: `Basic ${token}`,
    unsigned: `Bearer ${hs}`,
    'another algorithm': `Bearer ${otherAlgorithm}`,
    'a changed tag': `Bearer ${[header, '', ...rest.slice(0, 2), 'AAAAAAAAAAAAAAAAAAAAAA'].join('.')}`,
    'another key': `Bearer ${await resealSession(token, secretOf(), { secret: 'x'.repeat(48) })}`,
    'another audience': `Bearer ${await resealSession(token, secretOf(), { audience: 'page' })}`,
    expired: `Bearer ${await resealSession(token, secretOf(), { expiresInSeconds: -1 })}`,
  }
  for (const [name, bearer] of Object.entries(bearers)) {
    for (const [method, route] of routes) {
      const headers = bearer === undefined ? {} : { authorization: bearer }
      const answer = await fetch(`${system().app.url}/api/${route}`, { method, headers })
      expect([name, route, answer.status, answer.headers.get('www-authenticate')]).toEqual([name, route, 401, 'Bearer'])
      expect(await answer.json()).toMatchObject({ code: 'unauthorized' })
    }
  }
  const good = await resealSession(token, secretOf(), {})
  expect((await new FeedClient(system().app.url, { token: good }).call('GET', '/api/feed')).status).toBe(200)
})

test("H8: one portal's session shows nothing of another portal", async () => {
  const portal = await createPortal(system())
  const other = await createPortal(system())
  const [admin, otherAdmin] = [await portal.ready(1220), await other.ready(1220)]
  const [itemId] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds()).toEqual([itemId])
  expect(await otherAdmin.feed()).toEqual({ items: [], nextCursor: null, headRevision: '0' })
  expect(await otherAdmin.changes(0)).toEqual({ items: [], removed: [], headRevision: '0', reset: false })
  expect(await otherAdmin.watches()).toMatchObject([{ entityTypeId: 1220, itemCount: 0 }])
})

test('H9: who is no admin gets 403 on admin routes, whatever we remember of them', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const before = await admin.watchSettings()
  for (const userId of [people.manager, people.employee, people.outsider]) {
    // The CRM would answer them everything that these routes ask of it.
    await system().simulator.setRights(portal.memberId, { userId, crmAdmin: true })
    const viewer = await portal.viewer(userId)
    await viewer.call('GET', '/api/entity-types')
    for (const [method, path, body] of [
      ['GET', '/api/entity-types', undefined],
      ['PUT', '/api/watches', { watches: [] }],
    ] as const) {
      const marked = await system().sql(
        `update viewer_state set is_admin = true, admin_checked_at = now() where user_id = $1
         and portal_id = (select id from portal where member_id = $2) returning user_id`,
        [userId, portal.memberId],
      )
      expect(marked).toHaveLength(1)
      const answer = await viewer.call(method, path, body)
      expect([path, answer]).toEqual([
        path,
        { status: 403, body: expect.objectContaining({ code: 'admin_only', status: 403 }) },
      ])
    }
  }
  expect(await admin.watchSettings()).toEqual(before)
})

test('H9: who was an admin of late, and still sets up the CRM, is none to us: Bitrix24 is asked each time, not our memory', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  await system().simulator.setRights(portal.memberId, { userId: people.manager, admin: true })
  const manager = await portal.viewer(people.manager)
  expect((await manager.call('GET', '/api/entity-types')).status).toBe(200)
  // The CRM would still answer everything that these routes ask of it.
  await system().simulator.setRights(portal.memberId, { userId: people.manager, admin: false, crmAdmin: true })
  const remembered = () =>
    system().sql(
      `select is_admin from viewer_state where user_id = $1 and admin_checked_at > now() - interval '15 minutes'
       and portal_id = (select id from portal where member_id = $2)`,
      [people.manager, portal.memberId],
    )
  expect(await remembered()).toEqual([{ is_admin: true }])
  const denied = { status: 403, body: expect.objectContaining({ code: 'admin_only' }) }
  expect(await manager.call('PUT', '/api/watches', { watches: [{ entityTypeId: 1220 }] })).toEqual(denied)
  expect(await manager.call('GET', '/api/entity-types')).toEqual(denied)
  expect(await remembered()).toEqual([{ is_admin: false }])
})

test('an admin who is one no more is asked for again at the next admin call', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await system().simulator.setRights(portal.memberId, { userId: people.admin, admin: false })
  expect((await admin.call('PUT', '/api/watches', { watches: [] })).status).toBe(403)
  await system().simulator.setRights(portal.memberId, { userId: people.manager, admin: true })
  const manager = await portal.viewer(people.manager)
  expect(await manager.watch(1220, 147)).toHaveLength(2)
})

test('an admin route is 503 while the portal does not answer, and 401 when it takes the token no more', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await system().simulator.setFaults(portal.memberId, { rest: [{ method: '*', kind: 'reset', times: 1 }] })
  expect((await admin.call('PUT', '/api/watches', { watches: [] })).status).toBe(503)
  await system().simulator.expireTokens(portal.memberId)
  expect((await admin.call('PUT', '/api/watches', { watches: [] })).status).toBe(401)
})
