import { EncryptJWT } from 'jose'
import { expect, onTestFinished, test } from 'vitest'
import { withAdmin } from '#lib/http/with-admin.ts'
import { withViewer } from '#lib/http/with-viewer.ts'
import { secondsFrom } from '#lib/platform/clock.ts'
import { deriveKey } from '#lib/platform/crypto.ts'
import { env } from '#lib/platform/env.ts'
import { openSession, type SessionClaims, sealSession } from '#lib/sessions/session-token.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

const someone: SessionClaims = {
  ...{ portalId: '019a0000-0000-7000-8000-000000000000', domain: 'x.bitrix24.com', userId: 7, language: 'en' },
  ...{ clientEndpoint: 'https://x.bitrix24.com/rest', accessToken: 'token' },
}

/** A token of our own key that says what it likes. */
async function forge(change: (jwt: EncryptJWT) => EncryptJWT, purpose = 'frame session'): Promise<string> {
  const jwt = new EncryptJWT({ ...someone }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
  return change(jwt).encrypt(deriveKey(env().sessionSecret, purpose))
}

async function sessionOf(userId: number) {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220)
  const { AUTH_ID: accessToken } = await simulator.issueTokens(portal.memberId, { userId })
  const [row] = await sql<{ domain: string; endpoint: string }>(
    'select domain, client_endpoint as endpoint from portal where id = $1',
    [portal.portalId],
  )
  const claims = { portalId: portal.portalId, domain: row?.domain ?? '', clientEndpoint: row?.endpoint ?? '' }
  const { token } = await sealSession({ ...claims, userId, language: 'en', accessToken }, null, new Date())
  return { portal, request: new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${token}` } }) }
}

test('H8: a session opens until its end, which is 15 minutes away, or the end of the portal token if that is sooner', async () => {
  const now = new Date()
  const { token, expiresAt } = await sealSession(someone, null, now)
  expect(expiresAt.getTime() - now.getTime()).toBeGreaterThan(14 * 60_000)
  expect((await openSession(token, secondsFrom(now, 14 * 60)))?.claims).toMatchObject(someone)
  expect(await openSession(token, secondsFrom(now, 16 * 60))).toBeNull()
  const short = await sealSession(someone, secondsFrom(now, 300), now)
  expect(short.expiresAt.getTime()).toBeLessThan(secondsFrom(now, 300).getTime())
})

test('H8: nothing opens but what was minted for a frame, with a beginning and an end, under the key for sessions', async () => {
  const now = new Date()
  const proper = (jwt: EncryptJWT) => jwt.setIssuedAt().setAudience('frame').setExpirationTime('5 minutes')
  expect(await openSession(await forge(proper), now)).not.toBeNull()
  for (const token of [
    await forge((jwt) => jwt.setIssuedAt().setAudience('frame')),
    await forge((jwt) => jwt.setAudience('frame').setExpirationTime('5 minutes')),
    await forge((jwt) => jwt.setIssuedAt().setExpirationTime('5 minutes')),
    await forge((jwt) => jwt.setIssuedAt().setAudience('export').setExpirationTime('5 minutes')),
    await forge(proper, 'frame address'),
    'x',
  ]) {
    expect(await openSession(token, now)).toBeNull()
  }
})

test('H8: a session ends with the installation, whatever an uninstall keeps', async () => {
  const { portal, request } = await sessionOf(people.employee)
  expect(await withViewer(request)).toMatchObject({ userId: people.employee })
  await core().sql(`update installation set status = 'UNINSTALLED' where portal_id = $1`, [portal.portalId])
  await expect(withViewer(request)).rejects.toMatchObject({ code: 'unauthorized', reason: 'no_installation' })
})

test('H9: an admin route asks the portal: who is none is refused, whatever is remembered, and so is everybody while it is silent', async () => {
  const { simulator, sql } = core()
  const { portal, request } = await sessionOf(people.employee)
  await sql('insert into viewer_state (portal_id, user_id, is_admin, admin_checked_at) values ($1, $2, true, now())', [
    portal.portalId,
    people.employee,
  ])
  await expect(withAdmin(request)).rejects.toMatchObject({ code: 'admin_only' })
  const admin = await sessionOf(people.admin)
  expect(await withAdmin(admin.request)).toMatchObject({ isAdmin: true })
  const { memberId } = admin.portal
  await simulator.setFaults(memberId, { rest: [{ method: 'user.admin', kind: 'error200', times: 100 }] })
  onTestFinished(async () => void (await simulator.clearFaults(memberId)))
  await expect(withAdmin(admin.request)).rejects.toMatchObject({
    code: expect.stringMatching(/admin_only|unavailable/),
  })
})
