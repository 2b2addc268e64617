import { expect, test } from 'vitest'
import type { JsonMap } from '../../simulator/json-value.ts'
import { CLIENT, fixture, startRig } from './simulator-rig.ts'

type Rig = Awaited<ReturnType<typeof startRig>>

async function refresh(rig: Rig, refreshToken: string, method = 'POST', secret = CLIENT.clientSecret) {
  const query = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: CLIENT.clientId,
    client_secret: secret,
    refresh_token: refreshToken,
  })
  const address = `${rig.simulator.oauthUrl}/oauth/token/`
  const response = method === 'GET' ? await fetch(`${address}?${query}`) : await fetch(address, { method, body: query })
  return { status: response.status, body: (await response.json()) as JsonMap }
}

const appInfo = async (rig: Rig, access: string) => {
  const response = await fetch(`${rig.simulator.oauthUrl}/rest/app.info/?auth=${access}`)
  return { status: response.status, body: (await response.json()) as JsonMap }
}

test('a refresh token works once, by GET or POST, and both values are replaced', async () => {
  const rig = await startRig()
  const first = await refresh(rig, rig.tokens.REFRESH_ID, 'GET')
  expect(first.status).toBe(200)
  expect(Object.keys(first.body)).toEqual(Object.keys(JSON.parse(fixture('oauth-token.json'))))
  const spent = await refresh(rig, rig.tokens.REFRESH_ID)
  expect(spent).toEqual({ status: 400, body: JSON.parse(fixture('oauth-invalid-grant.json')) })
  expect((await rig.rest('profile', {}, String(first.body.access_token))).status).toBe(200)
  expect((await refresh(rig, String(first.body.refresh_token))).status).toBe(200)
})

test('an access token lives on after a refresh until it expires, unless the portal is one that ends it', async () => {
  const rig = await startRig()
  const { body } = await refresh(rig, rig.tokens.REFRESH_ID)
  expect((await rig.rest('profile')).status).toBe(200)
  expect((await appInfo(rig, rig.tokens.AUTH_ID)).status).toBe(200)
  await rig.client.setFaults(rig.memberId, { refreshEndsAccess: true })
  const renewed = String(body.access_token)
  expect((await refresh(rig, String(body.refresh_token))).status).toBe(200)
  expect((await rig.rest('profile', {}, renewed)).body.error).toBe('expired_token')
  expect((await rig.rest('profile')).status).toBe(200)
  await rig.client.expireTokens(rig.memberId)
  expect((await rig.rest('profile')).body.error).toBe('expired_token')
})

test('a spent pair is no token of an event: many events do not make the portal forget it', async () => {
  const rig = await startRig()
  await rig.bind('ONCRMDYNAMICITEMADD')
  await refresh(rig, rig.tokens.REFRESH_ID)
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220, count: 310 })
  await rig.client.settled(rig.memberId)
  expect((await rig.rest('profile')).status).toBe(200)
  expect(await rig.client.secrets()).not.toContain('')
})

test('a wrong client is refused with HTTP 200, and the log says so', async () => {
  const rig = await startRig()
  await rig.client.setOAuthFault({ kind: 'wrong_client', times: 1, memberId: rig.memberId })
  expect(await refresh(rig, rig.tokens.REFRESH_ID)).toMatchObject({ status: 200, body: { error: 'wrong_client' } })
  expect(await rig.client.oauthLog()).toMatchObject([{ httpStatus: 200, error: 'wrong_client' }])
})

test('of many refreshes at once with one token exactly one succeeds', async () => {
  const rig = await startRig()
  const all = await Promise.all(Array.from({ length: 10 }, () => refresh(rig, rig.tokens.REFRESH_ID)))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(await rig.client.oauthLog()).toHaveLength(10)
})

test('a wrong client secret is invalid_client and spends nothing', async () => {
  const rig = await startRig()
  expect((await refresh(rig, rig.tokens.REFRESH_ID, 'POST', 'wrong')).body.error).toBe('invalid_client')
  expect((await refresh(rig, rig.tokens.REFRESH_ID)).status).toBe(200)
})

test('app.info says whose token it is, in the documented shape, and stays true to the portal', async () => {
  const rig = await startRig({ installed: false })
  const { status, body } = await appInfo(rig, rig.tokens.AUTH_ID)
  const documented = JSON.parse(fixture('oauth-app-info.json')) as { result: { install: JsonMap } & JsonMap }
  const { install, ...result } = body.result as { install: JsonMap } & JsonMap
  expect(status).toBe(200)
  expect(Object.keys(install)).toEqual(Object.keys(documented.result.install))
  expect(result).toMatchObject({ client_id: CLIENT.clientId, user_id: '1' })
  // The OAuth server is not told of installFinish.
  expect(install).toMatchObject({ installed: true, member_id: rig.memberId, domain: rig.portal.domain })
  await rig.client.uninstall(rig.memberId, { clean: true })
  expect((await appInfo(rig, rig.tokens.AUTH_ID)).body.result).toMatchObject({ install: { installed: false } })
})

test('expired, unknown, foreign and absent tokens are told apart', async () => {
  const rig = await startRig()
  const other = await rig.client.createPortal()
  const foreign = await rig.client.issueTokens(other.memberId)
  const errorOf = async (access: string) => {
    const { status, body } = await rig.rest('profile', {}, access)
    return [status, body.error]
  }
  expect(await errorOf('')).toEqual([401, 'NO_AUTH_FOUND'])
  expect(await errorOf('nonsense')).toEqual([401, 'invalid_token'])
  expect(await errorOf(foreign.AUTH_ID)).toEqual([401, 'invalid_token'])
  await rig.client.expireTokens(rig.memberId)
  expect(await errorOf(rig.tokens.AUTH_ID)).toEqual([401, 'expired_token'])
  expect((await appInfo(rig, rig.tokens.AUTH_ID)).body.error).toBe('expired_token')
  await rig.client.revokeTokens(rig.memberId)
  expect(await errorOf(rig.tokens.AUTH_ID)).toEqual([401, 'invalid_token'])
  expect((await refresh(rig, rig.tokens.REFRESH_ID)).body.error).toBe('invalid_grant')
})

test('after uninstall the portal knows no application, and no token is renewed', async () => {
  const rig = await startRig()
  await rig.client.uninstall(rig.memberId, { clean: true })
  expect((await rig.rest('profile')).body.error).toBe('APPLICATION_NOT_FOUND')
  expect((await refresh(rig, rig.tokens.REFRESH_ID)).body.error).toBe('NOT_INSTALLED')
})

test('a lost answer has spent the refresh token', async () => {
  const rig = await startRig()
  await rig.client.setOAuthFault({ kind: 'lost_answer', times: 1, memberId: rig.memberId })
  await expect(refresh(rig, rig.tokens.REFRESH_ID)).rejects.toThrow()
  expect((await refresh(rig, rig.tokens.REFRESH_ID)).body.error).toBe('invalid_grant')
})

test('every token and secret ever issued is known to the leak test', async () => {
  const rig = await startRig()
  const { body } = await refresh(rig, rig.tokens.REFRESH_ID)
  const secrets = await rig.client.secrets()
  const issued = [rig.tokens.AUTH_ID, rig.tokens.REFRESH_ID, String(body.access_token), rig.portal.applicationToken]
  expect(secrets).toEqual(expect.arrayContaining([...issued, CLIENT.clientSecret]))
})
