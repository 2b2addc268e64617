import { expect, test } from 'vitest'
import { createPortal, PortalDriver, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem({ mayLogErrors: true })
const soon = { interval: 50 }

async function addressOf(memberId: string) {
  const [portal] = await system().sql<{ domain: string }>('select domain from portal where member_id = $1', [memberId])
  return portal?.domain
}

/** The portal under its new name; what the old one answers is a redirect. */
async function rename(portal: PortalDriver): Promise<PortalDriver> {
  const { origin } = await system().simulator.rename(portal.memberId)
  const { memberId, applicationToken } = portal
  return new PortalDriver(system(), { memberId, applicationToken, origin })
}

test('B7: a renamed portal: no token goes to the new host before the OAuth server confirms it, then everything continues', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const stream = await admin.stream()
  const [first] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => stream.itemIds, soon).toEqual([first])
  const calls = async () => (await simulator.restLog(portal.memberId)).length
  const proofs = async () =>
    (await simulator.oauthLog()).filter(
      ({ memberId, endpoint }) => memberId === portal.memberId && endpoint === 'app.info',
    )

  const renamed = await rename(portal)
  // Nor does the app follow the redirect while the OAuth server does not say where the portal is.
  await simulator.setOAuthFault({ kind: 'down', times: 1_000, memberId: portal.memberId })
  const before = { calls: await calls(), proofs: (await proofs()).length }
  // The event names the new host, as Bitrix24's would. It is no proof: an employee can forge it.
  const [second = 0] = await portal.create({ entityTypeId: 1220 })
  expect(await renamed.send({ itemId: second })).toBe(200)
  await expect.poll(() => stream.statuses.at(-1), soon).toMatchObject({ portal: 'waiting', announced: 1 })
  expect((await admin.call('GET', '/api/entity-types')).status).toBe(503)
  await simulator.clearOAuthFaults(portal.memberId)
  // Claims of the new address that the OAuth server does not confirm: a made-up token, and the old address.
  const form = await renamed.launchForm(people.employee)
  expect((await renamed.submit({ ...form, fields: { ...form.fields, AUTH_ID: 'f'.repeat(48) } })).status).toBe(403)
  const old = await portal.launchForm(people.employee)
  expect((await portal.submit(old)).status).toBe(403)
  // The REST log is of the new host; the old one only redirects.
  expect(await calls()).toBe(before.calls)
  expect(await addressOf(portal.memberId)).toBe(portal.domain)

  const confirmedFrom = (await proofs()).length
  const next = await renamed.viewer()
  expect((await proofs()).length).toBeGreaterThan(confirmedFrom)
  expect(await addressOf(portal.memberId)).toBe(renamed.domain)
  await expect.poll(() => next.itemIds(), soon).toEqual([second, first])
  const [third] = await renamed.create({ entityTypeId: 1220 })
  await expect.poll(() => stream.itemIds, soon).toEqual([first, second, third])
  const confirmedAt = (await proofs()).find(({ httpStatus }, at) => at >= before.proofs && httpStatus === 200)?.at ?? ''
  const later = (await simulator.restLog(portal.memberId)).slice(before.calls)
  expect(later.filter(({ at }) => at < confirmedAt)).toEqual([])
  expect(later.length).toBeGreaterThan(0)
})

test('B7: a page that was open renews its session and goes on at the new address', async () => {
  const { simulator, app } = system()
  const portal = await createPortal(system())
  await portal.ready(1220)
  const renamed = await rename(portal)
  const { AUTH_ID } = await simulator.issueTokens(portal.memberId, { userId: people.employee })
  const ask = (domain: string) =>
    fetch(`${app.url}/api/session`, {
      method: 'POST',
      body: JSON.stringify({ accessToken: AUTH_ID, memberId: portal.memberId, domain }),
    })
  expect((await ask(portal.domain)).status).toBe(401)
  expect((await ask('elsewhere.example')).status).toBe(401)
  const answer = await ask(renamed.domain)
  expect([answer.status, await answer.json()]).toEqual([
    200,
    expect.objectContaining({ portal: { domain: renamed.domain, address: renamed.origin } }),
  ])
  expect(await addressOf(portal.memberId)).toBe(renamed.domain)
})
