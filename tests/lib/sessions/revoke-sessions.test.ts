import { expect, onTestFinished, test } from 'vitest'
import { withViewer } from '#lib/http/with-viewer.ts'
import { subscriberHub } from '#lib/live/subscriber-hub.ts'
import { secondsFrom } from '#lib/platform/clock.ts'
import { revokeSessions } from '#lib/sessions/revoke-sessions.ts'
import { sealSession } from '#lib/sessions/session-token.ts'
import { makeReader } from '../../support/make-reader.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** What a page sends that was opened then. */
async function requestOf(portalId: string, issuedAt: Date): Promise<Request> {
  const place = { portalId, domain: 'portal.test', clientEndpoint: 'http://portal.test/rest' }
  const claims = { ...place, userId: people.employee, language: 'en', accessToken: 'made up' }
  const { token } = await sealSession(claims, null, issuedAt)
  return new Request('http://127.0.0.1/', { headers: { authorization: `Bearer ${token}` } })
}

test('T1: a revoked session is let in no more, those of other portals and newer ones are', async () => {
  const [portal, other] = [await installCore(core(), 1220), await installCore(core(), 1220)]
  const before = secondsFrom(new Date(), -5)
  await withViewer(await requestOf(portal.portalId, before))
  await revokeSessions(portal.portalId, new Date())
  const refused = { code: 'unauthorized', reason: 'session_revoked' }
  await expect(withViewer(await requestOf(portal.portalId, before))).rejects.toMatchObject(refused)
  await withViewer(await requestOf(other.portalId, before))
  await withViewer(await requestOf(portal.portalId, secondsFrom(new Date(), 1)))
})

test('T1: a stream that a revoked session opened ends, a newer one goes on', async () => {
  const { portalId } = await installCore(core(), 1220)
  onTestFinished(subscriberHub().subscribe(portalId, () => undefined))
  await revokeSessions(portalId, new Date())
  const viewer = {
    ...{ portalId, userId: people.admin, isAdmin: true, priority: 2 as const },
    ...{ clientEndpoint: '', accessToken: '', allowPrivate: true },
  }
  const turnOf = async (issuedAt: Date) => {
    const start = { viewer, since: null, head: 0n }
    const reader = makeReader({ ...start, issuedAt, send: () => undefined })
    await reader.begin()
    return reader.turn()
  }
  expect(await turnOf(secondsFrom(new Date(), -5))).toBe('over')
  expect(await turnOf(secondsFrom(new Date(), 1))).not.toBe('over')
})
