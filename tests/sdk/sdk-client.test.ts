import {
  AjaxError,
  AjaxResult,
  B24OAuth,
  type B24OAuthParams,
  type BatchCommandsArrayUniversal,
  EnumAppStatus,
  ParamsFactory,
  RefreshTokenError,
} from '@bitrix24/b24jssdk'
import { expect, test } from 'vitest'
import { CLIENT, startRig } from '../simulator/simulator-rig.ts'

type Rig = Awaited<ReturnType<typeof startRig>>

/** The official SDK as an app uses it, with its own limits and refreshes: a judge of the simulator that knows nothing of it. */
function connect(rig: Rig, tokens = rig.tokens): B24OAuth {
  const oauth: B24OAuthParams = {
    applicationToken: rig.portal.applicationToken,
    userId: 1,
    memberId: rig.memberId,
    accessToken: tokens.AUTH_ID,
    refreshToken: tokens.REFRESH_ID,
    expires: Math.floor(Date.now() / 1000) + 3600,
    expiresIn: 3600,
    scope: tokens.APPLICATION_SCOPE,
    domain: rig.portal.domain,
    clientEndpoint: `${rig.portal.origin}/rest`,
    serverEndpoint: tokens.SERVER_ENDPOINT,
    status: EnumAppStatus.Free,
  }
  const restrictionParams = { ...ParamsFactory.getDefault(), retryDelay: 1 }
  return new B24OAuth(oauth, CLIENT, { restrictionParams })
}

const claims = (params = {}) => ({ method: 'crm.item.list', params: { entityTypeId: 1220, select: ['id'], ...params } })

async function failureOf(call: Promise<unknown>): Promise<AjaxError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof AjaxError) return error
  throw new Error(`the SDK made no error of it: ${error}`)
}

test('a call brings its result, its time, its total and what is next', async () => {
  const rig = await startRig()
  const { v2 } = connect(rig).actions
  const profile = await v2.call.make<{ ID: string; ADMIN: boolean }>({ method: 'profile' })
  expect(profile.getData()?.result).toMatchObject({ ID: '1', ADMIN: true })
  expect(profile.getData()?.time).toMatchObject({ operating: expect.any(Number), date_start: expect.any(String) })
  const page = await v2.call.make<{ items: unknown[] }>(claims({ start: 0 }))
  expect([page.getTotal(), page.isMore(), page.getData()?.result.items.length]).toEqual([56, true, 50])
})

test('a batch comes back as it was sent, as a list or by name, and its failures stand beside what was answered', async () => {
  const rig = await startRig()
  const { v2 } = connect(rig).actions
  const options = { isHaltOnError: false, returnAjaxResult: true }
  const pair: BatchCommandsArrayUniversal = [
    ['profile', {}],
    ['user.admin', {}],
  ]
  const list = await v2.batch.make({ calls: pair, options })
  expect(list.getData()).toEqual([expect.any(AjaxResult), expect.any(AjaxResult)])
  const calls = { me: { method: 'profile' }, odd: claims({ filter: { nonsense: 1 } }), last: { method: 'user.admin' } }
  const named = await v2.batch.make({ calls, options })
  expect(named.isSuccess).toBe(false)
  const rows = named.getData() as unknown as Record<keyof typeof calls, AjaxResult>
  expect([rows.me.isSuccess, rows.odd.isSuccess, rows.last.getData()?.result]).toEqual([true, false, true])
  expect([...rows.odd.getErrors()]).toMatchObject([{ code: 'INVALID_ARG_VALUE' }])
  const halted = await v2.batch.make({ calls, options: { ...options, isHaltOnError: true } })
  expect(halted.getErrorMessages()).toHaveLength(1)
})

test('more commands than a batch takes are sent by chunks', async () => {
  const rig = await startRig()
  const calls = Array.from({ length: 120 }, (): [string, object] => ['user.admin', {}])
  const answer = await connect(rig).actions.v2.batchByChunk.make<boolean>({ calls, options: { isHaltOnError: true } })
  expect(answer.getData()).toEqual(calls.map(() => true))
  expect((await rig.client.restLog(rig.memberId)).filter(({ method }) => method === 'batch')).toHaveLength(3)
})

test('both walks of the SDK meet every item once', async () => {
  const rig = await startRig()
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220, count: 70 })
  const { v2 } = connect(rig).actions
  const walk = { ...claims(), idKey: 'id', customKeyForResult: 'items' }
  const whole = await v2.callList.make<{ id: number }>(walk)
  const ids = (whole.getData() ?? []).map(({ id }) => id)
  expect([ids.length, new Set(ids).size]).toEqual([126, 126])
  const chunks: number[][] = []
  for await (const chunk of v2.fetchList.make<{ id: number }>(walk)) chunks.push(chunk.map(({ id }) => id))
  expect(chunks.map((chunk) => chunk.length)).toEqual([50, 50, 26])
  expect(chunks.flat()).toEqual(ids)
})

test.each([
  ['crm.item.get', { entityTypeId: 1220, id: 999_999 }, 400, 'NOT_FOUND'],
  ['crm.item.list', { entityTypeId: 99_999 }, 400, 'NOT_FOUND'],
  ['crm.item.list', { entityTypeId: 1220, filter: { nonsense: 1 } }, 400, 'INVALID_ARG_VALUE'],
  ['no.such.method', {}, 404, 'ERROR_METHOD_NOT_FOUND'],
])('%s %j is an error with its status and code', async (method, params, status, code) => {
  const rig = await startRig()
  expect(await failureOf(connect(rig).actions.v2.call.make({ method, params }))).toMatchObject({ status, code })
})

test('an expired token is renewed by the SDK, once for all calls at a time, and the new pair is handed over', async () => {
  const rig = await startRig()
  const client = connect(rig)
  const pairs: string[] = []
  client.setCallbackRefreshAuth(async ({ b24OAuthParams }) => {
    pairs.push(b24OAuthParams.accessToken)
  })
  await rig.client.expireTokens(rig.memberId)
  const { call } = client.actions.v2
  const answers = await Promise.all([1, 2, 3].map(() => call.make<boolean>({ method: 'user.admin' })))
  expect(answers.map((answer) => answer.getData()?.result)).toEqual([true, true, true])
  expect(pairs).toHaveLength(1)
  expect((await rig.rest('profile', {}, pairs[0])).status).toBe(200)
})

test('the old access token goes on after a refresh, while the refresh token was good once', async () => {
  const rig = await startRig()
  const [first, second] = [connect(rig), connect(rig)]
  await first.auth.refreshAuth()
  expect((await second.actions.v2.call.make({ method: 'user.admin' })).isSuccess).toBe(true)
  await expect(second.auth.refreshAuth()).rejects.toThrow(RefreshTokenError)
  await rig.client.setOAuthFault({ kind: 'wrong_client', times: 1 })
  await expect(first.auth.refreshAuth()).rejects.toThrow('wrong_client')
})

test('the SDK waits and asks again where there were too many requests, and finds the portal healthy', async () => {
  const rig = await startRig()
  const client = connect(rig)
  await rig.client.setFaults(rig.memberId, { rest: [{ kind: 'query_limit', method: 'user.admin', times: 1 }] })
  const answer = await client.actions.v2.call.make<boolean>({ method: 'user.admin' })
  expect(answer.getData()?.result).toBe(true)
  expect(await client.tools.healthCheck.make()).toBe(true)
  expect(await client.tools.ping.make()).toBeGreaterThan(0)
})
