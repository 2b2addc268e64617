import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }

async function statusOf({ memberId }: PortalDriver) {
  const [row] = await system().sql<{ status: string }>(
    `select n.status::text from installation n join portal p on p.id = n.portal_id where p.member_id = $1`,
    [memberId],
  )
  return row?.status
}

const refreshes = async ({ memberId }: PortalDriver) =>
  (await system().simulator.oauthLog()).filter((call) => call.endpoint === 'token' && call.memberId === memberId).length

const simulator = () => system().simulator

const states: [string, string, 'reauth' | 'payment', (portal: PortalDriver) => Promise<unknown>][] = [
  [
    'invalid_grant',
    'REAUTH_REQUIRED',
    'reauth',
    ({ memberId }) => simulator().setOAuthFault({ kind: 'invalid_grant', times: 1_000, memberId }),
  ],
  [
    'user_access_error',
    'REAUTH_REQUIRED',
    'reauth',
    ({ memberId }) => simulator().setOAuthFault({ kind: 'user_access_error', times: 1_000, memberId }),
  ],
  [
    'PAYMENT_REQUIRED',
    'PAYMENT_REQUIRED',
    'payment',
    ({ memberId }) => simulator().setOAuthFault({ kind: 'payment_required', times: 1_000, memberId }),
  ],
  [
    'a dismissed owner of the token',
    'REAUTH_REQUIRED',
    'reauth',
    ({ memberId }) => simulator().setRights(memberId, { userId: people.admin, active: false }),
  ],
]

test.each(states)(
  'B6: %s is the named state %s, shown as "%s", without hammering, while events are taken in; the next admin heals it',
  async (_, status, shown, breakIt) => {
    const portal = await createPortal(system())
    await simulator().setRights(portal.memberId, { userId: people.manager, admin: true })
    await portal.ready(1220)
    const manager = await portal.viewer(people.manager)
    // What an admin is told beyond others follows the last time that the portal was asked.
    expect((await manager.call('GET', '/api/entity-types')).status).toBe(200)
    const stream = await manager.stream()
    const [first = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager })
    await expect.poll(() => stream.itemIds, soon).toEqual([first])
    const before = { refreshes: await refreshes(portal), calls: (await simulator().restLog(portal.memberId)).length }
    await breakIt(portal)
    await simulator().expireTokens(portal.memberId)
    const ids = await portal.create({ entityTypeId: 1220, count: 10, announce: false })
    for (const itemId of ids) expect(await portal.send({ itemId })).toBe(200)
    await expect.poll(() => statusOf(portal), soon).toBe(status)
    await expect.poll(() => stream.statuses.at(-1), soon).toMatchObject({ portal: shown, announced: 10 })

    // Longer than two polls and the first pauses; each event is a hint to try again.
    for (let second = 0; second < 6; second += 1) {
      expect(await portal.send({ itemId: ids[0] })).toBe(200)
      await sleep(1_000)
    }
    expect((await refreshes(portal)) - before.refreshes).toBeLessThanOrEqual(2)
    expect((await simulator().restLog(portal.memberId)).length - before.calls).toBeLessThanOrEqual(4)
    expect(await portal.receipts()).toEqual({ RECORDED: 1, RECEIVED: 16 })

    await simulator().clearOAuthFaults(portal.memberId)
    const healer = await portal.viewer(people.manager)
    await expect.poll(() => statusOf(portal), soon).toBe('ACTIVE')
    await expect.poll(async () => (await healer.itemIds()).toSorted((a, b) => a - b), soon).toEqual([first, ...ids])
    expect((await refreshes(portal)) - before.refreshes).toBeLessThanOrEqual(3)
  },
)

test('B6: while the chain is broken, somebody without admin rights reads what is known and heals nothing', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId] = await portal.create({ entityTypeId: 1220, userId: people.employee })
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
  const { memberId } = portal
  await simulator().setOAuthFault({ kind: 'invalid_grant', times: 1_000, memberId })
  await simulator().expireTokens(memberId)
  await portal.create({ entityTypeId: 1220, userId: people.employee })
  await expect.poll(() => statusOf(portal), soon).toBe('REAUTH_REQUIRED')
  const employee = await portal.viewer(people.employee)
  expect(await employee.itemIds()).toEqual([itemId])
  expect(await statusOf(portal)).toBe('REAUTH_REQUIRED')
  await simulator().clearOAuthFaults(memberId)
})
