import { expect, test } from 'vitest'
import { startRig } from './simulator-rig.ts'

test.each([
  ['plan', 403, 'ACCESS_DENIED', 'REST API is available only on commercial plans.'],
  ['subscription', 401, 'ERROR_OAUTH', 'Subscription has been ended'],
  ['blocked', 403, 'PORTAL_BLOCKED_BY_LICENSE_SCANNER', 'Portal is blocked'],
  ['overload', 503, 'OVERLOAD_LIMIT', 'REST API is blocked due to overload'],
  ['maintenance', 403, 'PORTAL_DELETED', 'Portal was deleted'],
] as const)(
  'a portal that is closed for %s refuses every method, whoever asks, until it is opened',
  async (closing, status, error, description) => {
    const rig = await startRig()
    await rig.client.setClosed(rig.memberId, closing)
    const refused = { status, body: { error, error_description: description } }
    for (const method of ['app.info', 'profile', 'crm.item.list', 'batch', 'no.such.method']) {
      expect(await rig.rest(method)).toMatchObject(refused)
    }
    expect(await rig.rest('profile', {}, 'no token at all')).toMatchObject(refused)
    await rig.client.setClosed(rig.memberId, null)
    expect((await rig.rest('profile')).status).toBe(200)
  },
)

test('an app that is not paid for reads so in app.info (common/system/app-info.md), unless the portal refuses it REST too', async () => {
  const rig = await startRig()
  await rig.client.setPaymentExpired(rig.memberId, true)
  expect((await rig.rest('app.info')).body.result).toMatchObject({ PAYMENT_EXPIRED: 'Y', DAYS: -1 })
  await rig.client.setFaults(rig.memberId, { unpaidRest: true })
  expect(await rig.rest('app.info')).toMatchObject({ status: 402, body: { error: 'PAYMENT_REQUIRED' } })
})
