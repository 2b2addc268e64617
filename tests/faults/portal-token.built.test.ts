import { expect, test } from 'vitest'
import { FeedClient } from '../support/feed-client.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { resealSession } from '../support/session-forge.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }

const session = (portal: PortalDriver, tokens: { AUTH_ID: string }) =>
  fetch(`${system().app.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ accessToken: tokens.AUTH_ID, memberId: portal.memberId, domain: portal.domain }),
  })

test('a session ends before the portal token in it, and is refused where that is about to end', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const issue = (expiresInSeconds: number) =>
    system().simulator.issueTokens(portal.memberId, { userId: people.employee, expiresInSeconds })
  const lifeOf = async (expiresInSeconds: number) => {
    const response = await session(portal, await issue(expiresInSeconds))
    return (Date.parse((await response.json()).expiresAt) - Date.now()) / 1000
  }
  expect(await lifeOf(3_600)).toBeGreaterThan(890)
  expect(await lifeOf(300)).toBeLessThanOrEqual(290)
  expect(await lifeOf(300)).toBeGreaterThan(280)
  const refused = await session(portal, await issue(50))
  expect([refused.status, await refused.json()]).toMatchObject([401, { code: 'unauthorized' }])
})

test('a portal token that has died is told by 401 and ends the stream, and the portal is not asked with it again and again', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const { session: opened } = await portal.open(people.employee)
  if (!opened) throw new Error('no session')
  const dead = await resealSession(opened.token, system().appEnv.SESSION_SECRET ?? '', {
    claims: { accessToken: 'dead-token' },
  })
  const employee = new FeedClient(system().app.url, { token: dead })
  const stream = await employee.stream()
  await portal.create({ entityTypeId: 1220, userId: people.employee })
  expect(await stream.ended).toBe('ended')
  expect(stream.items).toEqual([])
  expect((await employee.request('/api/feed')).status).toBe(401)
  const refusals = (await system().simulator.restLog(portal.memberId)).filter(({ httpStatus }) => httpStatus === 401)
  expect(refusals.length).toBeLessThanOrEqual(3)
  const healthy = new FeedClient(system().app.url, { token: opened.token })
  await expect.poll(() => healthy.itemIds(), soon).toHaveLength(1)
})
