import { expect, test } from 'vitest'
import { decodePhpQuery } from '../../simulator/php-query.ts'
import { fixture, startRig } from './simulator-rig.ts'

const FIXTURE_PORTAL = {
  memberId: 'a223c6b3710f85df22e9377d6c4f7553',
  applicationToken: '51856fefc120afa4b628cc82d3935cce',
  scope: 'crm,placement,user_brief',
}

/** The fixture with the values that no two deliveries share taken from what was received. */
function expected(name: string, body: string, rig: Awaited<ReturnType<typeof startRig>>): string {
  const was = new URLSearchParams(fixture(name))
  const is = new URLSearchParams(body)
  let text = fixture(name)
    .replaceAll('https%3A%2F%2Fsome-domain.bitrix24.com', encodeURIComponent(rig.portal.origin))
    .replaceAll('some-domain.bitrix24.com', encodeURIComponent(rig.portal.domain))
    .replaceAll('https%3A%2F%2Foauth.bitrix.info', encodeURIComponent(rig.simulator.oauthUrl))
  for (const key of ['event_handler_id', 'ts', 'auth[access_token]', 'auth[expires]', 'auth[refresh_token]']) {
    const encoded = encodeURIComponent(key)
    if (was.has(key)) text = text.replace(`${encoded}=${was.get(key)}`, `${encoded}=${is.get(key)}`)
  }
  return text
}

test.each([
  ['event-item-add-by-user.form', { id: 23, entityTypeId: 1220 }],
  ['event-item-add-by-automation.form', { id: 24, entityTypeId: 1220, byRobot: true }],
  ['event-item-add-invoice.form', { id: 7, entityTypeId: 31, byRobot: true }],
])('an added item is announced byte for byte as in %s', async (name, item) => {
  const rig = await startRig(FIXTURE_PORTAL)
  await rig.bind('ONCRMDYNAMICITEMADD')
  await rig.client.createItems(rig.memberId, item)
  await rig.client.settled(rig.memberId)
  const [event] = rig.received
  expect(event?.body).toBe(expected(name, event?.body ?? '', rig))
  expect(event?.contentType).toBe('application/x-www-form-urlencoded')
  expect(event?.userAgent).toBe('Bitrix24 Webhook Engine')
})

test('update, delete, type and lifecycle events are byte for byte as in the fixtures', async () => {
  const rig = await startRig({ ...FIXTURE_PORTAL, installed: false })
  const { client, memberId } = rig
  for (const name of ['ONCRMDYNAMICITEMUPDATE', 'ONCRMDYNAMICITEMDELETE', 'ONAPPINSTALL', 'ONAPPUNINSTALL']) {
    await rig.bind(name)
  }
  await client.finishInstall(memberId)
  await client.settled(memberId)
  await client.createItems(memberId, { entityTypeId: 1220, id: 22 })
  await client.updateItem(memberId, 1220, 22, { title: 'Changed' })
  await client.settled(memberId)
  await client.deleteItem(memberId, 1220, 22)
  await client.settled(memberId)
  await client.uninstall(memberId, { clean: true })
  await client.settled(memberId)
  const names = ['app-install', 'item-update', 'item-delete', 'app-uninstall-clean'].map((name) => `event-${name}.form`)
  expect(rig.received.map(({ body }) => body)).toEqual(
    names.map((name, position) => expected(name, rig.received[position]?.body ?? '', rig)),
  )
})

test('one change goes to the base name and to the suffixed name, each as it was bound', async () => {
  const rig = await startRig()
  await rig.bind('ONCRMDYNAMICITEMADD')
  await rig.bind('oncrmdynamicitemadd_1220')
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220 })
  await rig.client.createItems(rig.memberId, { entityTypeId: 1036 })
  await rig.client.settled(rig.memberId)
  const names = rig.received.map(({ body }) => decodePhpQuery(body).event)
  expect(names.toSorted()).toEqual(['ONCRMDYNAMICITEMADD', 'ONCRMDYNAMICITEMADD', 'ONCRMDYNAMICITEMADD_1220'])
})

test('nothing is sent before installFinish, while unpaid, or after uninstall', async () => {
  const rig = await startRig({ installed: false })
  const { client, memberId } = rig
  const announceOne = async () => {
    await client.createItems(memberId, { entityTypeId: 1220 })
    await client.settled(memberId)
    return rig.received.length
  }
  expect((await rig.bind('ONCRMDYNAMICITEMADD')).body.result).toBe(true)
  expect(await announceOne()).toBe(0)
  await client.finishInstall(memberId)
  expect(await announceOne()).toBe(1)
  await client.setPaymentExpired(memberId, true)
  expect(await announceOne()).toBe(1)
  await client.setPaymentExpired(memberId, false)
  expect(await announceOne()).toBe(2)
  await client.uninstall(memberId, { clean: false })
  expect(await announceOne()).toBe(2)
})

test('an event is sent once, whatever the handler answers', async () => {
  const rig = await startRig()
  rig.onEvent((response) => response.writeHead(503).end())
  await rig.bind('ONCRMDYNAMICITEMADD')
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220 })
  await rig.client.settled(rig.memberId)
  expect(rig.received).toHaveLength(1)
  expect(await rig.client.deliveries(rig.memberId)).toMatchObject([{ event: 'ONCRMDYNAMICITEMADD', status: 503 }])
})

test('a handler that hangs holds up its own portal only', async () => {
  const rig = await startRig()
  rig.onEvent(() => {})
  await rig.bind('ONCRMDYNAMICITEMADD')
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220, count: 50 })
  const other = await rig.client.createPortal({ installed: true })
  rig.onEvent((response) => void response.end())
  const { AUTH_ID } = await rig.client.issueTokens(other.memberId)
  await fetch(`${other.origin}/rest/event.bind?auth=${AUTH_ID}&event=ONCRMDYNAMICITEMADD&handler=${rig.handler}`)
  await rig.client.createItems(other.memberId, { entityTypeId: 1220 })
  await rig.client.settled(other.memberId)
  expect(await rig.client.deliveries(other.memberId)).toMatchObject([{ status: 200 }])
})

test('dropped, doubled, reordered and stripped events are the same for the same seed', async () => {
  const run = async () => {
    const rig = await startRig()
    await rig.bind('ONCRMDYNAMICITEMADD')
    await rig.client.setFaults(rig.memberId, { drop: 0.3, double: 1, reorder: true, stripTokens: true, seed: 7 })
    await rig.client.createItems(rig.memberId, { entityTypeId: 1220, count: 20 })
    await rig.client.settled(rig.memberId)
    expect(rig.received.some(({ body }) => body.includes('access_token'))).toBe(false)
    return rig.received.map(({ body }) => /FIELDS%5D%5BID%5D=(\d+)/.exec(body)?.[1])
  }
  const [first, second] = [await run(), await run()]
  expect(first.toSorted()).toEqual(second.toSorted())
  expect(new Set(first).size).toBeLessThan(20)
  expect(first.length).toBe(new Set(first).size * 2)
  expect(first).not.toEqual(first.toSorted())
})
