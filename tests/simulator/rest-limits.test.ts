import { expect, test } from 'vitest'
import { RestLimits } from '../../simulator/rest-limits.ts'
import { startRig } from './simulator-rig.ts'

test('fifty requests at once pass, the next is refused, two more pass each second', () => {
  let now = 1_000_000
  const limits = new RestLimits(() => now)
  const take = (times: number) =>
    Array.from({ length: times }, () => limits.takeRequest('1.2.3.4')).filter(Boolean).length
  expect(take(60)).toBe(50)
  now += 1000
  expect(take(10)).toBe(2)
  expect(limits.takeRequest('5.6.7.8')).toBe(true)
})

test('on Enterprise 250 requests at once pass, and five more each second', () => {
  let now = 1_000_000
  const limits = new RestLimits(() => now, 'de_ent250')
  const take = () => Array.from({ length: 300 }, () => limits.takeRequest('1.2.3.4')).filter(Boolean).length
  expect(take()).toBe(250)
  now += 1000
  expect(take()).toBe(5)
})

test('a method is blocked after 480 s of operating time, alone, until its oldest minute is ten minutes old', () => {
  let now = 1_795_366_000_000
  const limits = new RestLimits(() => now)
  limits.addOperating('crm.item.list', 479)
  expect(limits.isBlocked('crm.item.list')).toBe(false)
  now += 61_000
  limits.addOperating('crm.item.list', 2)
  expect(limits.isBlocked('crm.item.list')).toBe(true)
  expect(limits.isBlocked('crm.item.get')).toBe(false)
  const { seconds, resetAt } = limits.operating('crm.item.list')
  expect(seconds).toBe(481)
  now = resetAt * 1000
  expect(limits.isBlocked('crm.item.list')).toBe(false)
})

test('over the rate a portal answers 503 QUERY_LIMIT_EXCEEDED, and a batch counts once', async () => {
  let now = Date.now()
  const rig = await startRig({}, { now: () => now })
  const cmd = Array.from({ length: 50 }, () => 'user.admin')
  for (let n = 0; n < 50; n += 1) expect((await rig.rest('batch', { cmd })).status).toBe(200)
  expect(await rig.rest('profile')).toMatchObject({ status: 503, body: { error: 'QUERY_LIMIT_EXCEEDED' } })
  now += 500
  expect((await rig.rest('profile')).status).toBe(200)
})

test('every success carries a time object with operating, and where that is counted with the moment of its reset', async () => {
  const rig = await startRig()
  const time = { operating: expect.any(Number), operating_reset_at: expect.any(Number) }
  expect((await rig.rest('crm.item.list', { entityTypeId: 1220 })).body.time).toMatchObject(time)
  const { time: uncounted } = (await rig.rest('batch', { cmd: { a: 'profile' } })).body
  expect(uncounted).toMatchObject({ operating: 0, start: expect.any(Number) })
  expect(uncounted).not.toHaveProperty('operating_reset_at')
})

test('REST faults come as often as they were asked for, on the method they were asked for', async () => {
  const rig = await startRig()
  const fault = (kind: 'operation_limit' | 'error200' | 'html', method = 'profile') =>
    rig.client.setFaults(rig.memberId, { rest: [{ kind, method, times: 1 }] })
  await fault('operation_limit')
  expect((await rig.rest('user.admin')).status).toBe(200)
  expect(await rig.rest('profile')).toMatchObject({ status: 429, body: { error: 'OPERATION_TIME_LIMIT' } })
  expect((await rig.rest('profile')).status).toBe(200)
  await fault('error200')
  expect(await rig.rest('profile')).toMatchObject({ status: 200, body: { error: 'INTERNAL_SERVER_ERROR' } })
  await fault('operation_limit', 'crm.item.list')
  const batch = await rig.rest('batch', { cmd: { a: 'crm.item.list?entityTypeId=1220', b: 'profile' } })
  expect(batch.body.result).toMatchObject({ result_error: { a: { error: 'OPERATION_TIME_LIMIT' } }, result: { b: {} } })
  const says = { kind: 'operation_limit', method: '*', times: 2, resetInSeconds: 90 } as const
  await rig.client.setFaults(rig.memberId, { rest: [says] })
  const refused = (await rig.rest('profile')).body.time as { finish: number; operating_reset_at: number }
  expect(refused.operating_reset_at - refused.finish).toBeCloseTo(90, 0)
  const batch429 = await rig.rest('batch', { cmd: { a: 'user.admin' } })
  expect(batch429).toMatchObject({ status: 429, body: { time: { operating: 480 } } })
  await fault('html')
  await expect(rig.rest('profile')).rejects.toThrow()
})
