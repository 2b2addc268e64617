import { expect, test } from 'vitest'
import type { JsonMap } from '../../simulator/json-value.ts'
import { startRig } from './simulator-rig.ts'

type Rig = Awaited<ReturnType<typeof startRig>>

const as = (userId: number) => ({ cookie: `portal_user=${userId}` })

async function api(rig: Rig, method: string, path: string, userId: number, body?: JsonMap) {
  const init = body ? { method, headers: as(userId), body: JSON.stringify(body) } : { method, headers: as(userId) }
  const response = await fetch(`${rig.portal.origin}/portal-api${path}`, init)
  return { status: response.status, body: (await response.json()) as JsonMap }
}

test('the app opens by a form with the documented fields, through the installer until installFinish', async () => {
  const rig = await startRig({ installed: false })
  expect((await api(rig, 'POST', '/app-frame', 9, {})).body).toEqual({ ok: false, reason: 'not_installed' })
  const { body } = await api(rig, 'POST', '/app-frame', 1, {})
  const frame = body as { action: string; fields: JsonMap; sid: string; frameName: string; initData: JsonMap }
  const appUrl = new URL(rig.handler).origin
  const query = `DOMAIN=${encodeURIComponent(rig.portal.domain)}&PROTOCOL=0&LANG=en&APP_SID=${frame.sid}`
  expect(frame.action).toBe(`${appUrl}/api/bitrix24/install?${query}`)
  expect(frame.frameName).toBe(`${rig.portal.domain}|0|${frame.sid}`)
  expect(Object.keys(frame.fields)).toEqual([
    ...['AUTH_ID', 'AUTH_EXPIRES', 'REFRESH_ID', 'SERVER_ENDPOINT', 'APPLICATION_TOKEN', 'APPLICATION_SCOPE'],
    ...['member_id', 'status', 'PLACEMENT'],
  ])
  expect(frame.initData).toMatchObject({ INSTALL: true, FIRST_RUN: true, IS_ADMIN: true, PROTOCOL: 0, PATH: '/rest' })
  expect((await api(rig, 'POST', '/install-finish', 1, { sid: frame.sid })).status).toBe(200)
  const opened = (await api(rig, 'POST', '/app-frame', 9, {})).body
  expect(opened).toMatchObject({ ok: true, initData: { INSTALL: false, FIRST_RUN: false, IS_ADMIN: false } })
  expect(String(opened.action)).toContain('/api/bitrix24/launch?')
})

test('a placement opens its own handler, with options as PHP writes JSON', async () => {
  const rig = await startRig()
  const handler = 'http://127.0.0.1:9/tab'
  const placement = 'CRM_DYNAMIC_1220_DETAIL_TAB'
  expect((await rig.rest('placement.bind', { PLACEMENT: placement, HANDLER: handler })).body.result).toBe(true)
  const placementOptions = { ID: '22', URI: '/crm/type/1220/details/22/' }
  const { body } = await api(rig, 'POST', '/app-frame', 1, { placement, placementOptions })
  expect(String(body.action)).toMatch(/^http:\/\/127\.0\.0\.1:9\/tab\?DOMAIN=/)
  const options = '{"ID":"22","URI":"\\/crm\\/type\\/1220\\/details\\/22\\/"}'
  expect(body.fields).toMatchObject({ PLACEMENT: placement, PLACEMENT_OPTIONS: options })
})

test('a frame gets fresh tokens for its own user', async () => {
  const rig = await startRig()
  const { sid } = (await api(rig, 'POST', '/app-frame', 9, {})).body
  const { body } = await api(rig, 'POST', '/refresh-auth', 1, { sid: sid ?? '' })
  expect((await rig.rest('profile', {}, String(body.AUTH_ID))).body.result).toMatchObject({ ID: '9' })
})

test('the bell of the page shows each person what rang for that person, until it is read', async () => {
  const rig = await startRig()
  const ring = (userId: number, message: string, tag = '') =>
    rig.rest('im.notify.system.add', { USER_ID: userId, MESSAGE: message, TAG: tag })
  const shown = async (userId: number) => {
    const { notifications } = (await api(rig, 'GET', '/state', userId)).body
    return (notifications as { message: string; isRead: boolean }[]).map(({ message, isRead }) => [message, isRead])
  }
  await ring(9, 'One')
  await ring(7, 'For somebody else')
  await ring(9, 'Two', 'tag')
  await ring(9, 'Two, again', 'tag')
  expect(await shown(9)).toEqual([
    ['Two, again', false],
    ['One', false],
  ])
  expect((await api(rig, 'POST', '/notifications-read', 9, {})).status).toBe(200)
  expect([(await shown(9)).map(([, isRead]) => isRead), await shown(7)]).toEqual([
    [true, true],
    [['For somebody else', false]],
  ])
})

test('the page shows a person only what that person may read', async () => {
  const rig = await startRig()
  const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, userId: 7 })
  expect((await api(rig, 'GET', `/items/1220/${id}`, 7)).body).toMatchObject({ id, createdBy: { name: 'Mark Olsen' } })
  expect((await api(rig, 'GET', `/items/1220/${id}`, 9)).status).toBe(404)
  expect((await api(rig, 'GET', '/state', 11)).body.types).toEqual([])
})

test('after a rename the old origin answers 302 to the new one, and events name the new domain', async () => {
  const rig = await startRig()
  await rig.bind('ONCRMDYNAMICITEMADD')
  const { origin } = await rig.client.rename(rig.memberId)
  const old = await fetch(`${rig.portal.origin}/rest/profile`, { method: 'POST', redirect: 'manual' })
  expect([old.status, old.headers.get('location')]).toEqual([302, `${origin}/rest/profile`])
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220 })
  await rig.client.settled(rig.memberId)
  expect(rig.received[0]?.body).toContain(`domain%5D=${encodeURIComponent(new URL(origin).host)}`)
})

test('a preflight from any origin is allowed, and doubled slashes and .json are tolerated', async () => {
  const rig = await startRig()
  const headers = { origin: 'http://app.example', 'access-control-request-headers': 'content-type' }
  const preflight = await fetch(`${rig.portal.origin}/rest/profile`, { method: 'OPTIONS', headers })
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
  expect(preflight.headers.get('access-control-allow-headers')).toContain('content-type')
  const bearer = { authorization: `Bearer ${rig.tokens.AUTH_ID}` }
  const response = await fetch(`${rig.portal.origin}/rest//profile.json`, { headers: bearer })
  expect(await response.json()).toMatchObject({ result: { ID: '1' } })
})
