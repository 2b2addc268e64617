import { expect, test } from 'vitest'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import type { RunningApp } from '../support/start-app.ts'
import { runSystem } from '../support/start-system.ts'

const stages = '/api/stages?entityTypeId=1220&stageId=DT1220_1:NEW'
const system = runSystem({ mayLogErrors: true })
const kinds = ['html', 'error200', 'reset', '500', 'query_limit', 'operation_limit', 'hang'] as const

let second: Promise<RunningApp> | null = null
/** Beside the system's own, for all tests of this file. */
const secondInstance = () => {
  second ??= system().startInstance()
  return second
}

const refreshes = async (portal: PortalDriver) =>
  (await system().simulator.oauthLog()).filter(
    ({ endpoint, memberId }) => endpoint === 'token' && memberId === portal.memberId,
  )

test('B3: REST that answers HTML, an error as 200, a limit, 500, nothing at all, or hangs up: asked again, and the item arrives once', async () => {
  const shows = async (kind: (typeof kinds)[number]) => {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    const fault = { method: 'batch', kind, times: 1, resetInSeconds: 3 } as const
    await system().simulator.setFaults(portal.memberId, { rest: [fault] })
    const [itemId] = await portal.create({ entityTypeId: 1220 })
    // A portal that hangs is given 20 s.
    await expect.poll(() => portal.receipts(), { interval: 100 }).toEqual({ RECORDED: 1 })
    expect([kind, await admin.itemIds()]).toEqual([kind, [itemId]])
    expect(await admin.feed()).toMatchObject({ headRevision: '1' })
  }
  await Promise.all(kinds.map(shows))
})

test('B1: two instances under load together never ask a portal for more than it takes', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const second = await secondInstance()
  // Each asks the portal once, which together is three times what it takes at once, and within what each viewer may.
  const viewers = [
    admin,
    ...(await Promise.all([people.manager, people.outsider].map((userId) => portal.viewer(userId)))),
  ]
  const load = viewers
    .flatMap((viewer) => [viewer, viewer.at(second.url)])
    .flatMap((at) => Array.from({ length: 24 }, () => at.call('GET', stages)))
  const ids = await portal.create({ entityTypeId: 1220, count: 10, announce: false })
  for (const itemId of ids) await expect.poll(() => portal.send({ itemId })).toBe(200)
  const answers = await Promise.all(load)
  const statuses = new Set(answers.map(({ status }) => status))
  expect(statuses.has(200) && statuses.size > 1 && statuses.isSubsetOf(new Set([200, 429, 503]))).toBe(true)
  const shown = async () => (await admin.itemIds()).toSorted((a, b) => a - b)
  await expect.poll(shown).toEqual(ids)
  const log = await system().simulator.restLog(portal.memberId)
  // One of them is shown no stages by the CRM: that is an answer.
  expect(log.filter(({ error }) => error !== null && error !== 'Access denied.')).toEqual([])
  expect(log.length).toBeGreaterThan(45)
})

test('B1: a portal that says "too many" for a while is asked less and less by both instances, and everything arrives once', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const second = await secondInstance()
  const before = (await system().simulator.restLog(portal.memberId)).length
  const refused = async () => (await system().simulator.restLog(portal.memberId)).slice(before)
  await system().simulator.setFaults(portal.memberId, { rest: [{ kind: 'query_limit', times: 1_000 }] })
  const ids = await portal.create({ entityTypeId: 1220, count: 20, announce: false })
  for (const itemId of ids) for (const url of [system().app.url, second.url]) await portal.send({ itemId }, url)
  await expect.poll(async () => (await refused()).length).toBeGreaterThanOrEqual(4)
  const at = (await refused()).map((entry) => Date.parse(entry.at))
  // Pauses of about 1.5, 3 and 6 s, whoever asks.
  expect((at[3] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(6_000)
  await system().simulator.setFaults(portal.memberId, {})
  const shown = async () => (await admin.itemIds()).toSorted((a, b) => a - b)
  await expect.poll(shown).toEqual(ids)
  expect((await admin.feed()).headRevision).toBe('20')
})

test('B4: an expired access token is refreshed exactly once, however many events wait on two instances', async () => {
  const portal = await createPortal(system())
  await portal.ready(1220)
  const second = await secondInstance()
  const ids = await portal.create({ entityTypeId: 1220, count: 20, announce: false })
  await system().simulator.expireTokens(portal.memberId)
  const urls = [system().app.url, second.url]
  await Promise.all(ids.flatMap((itemId) => urls.map((url) => portal.send({ itemId }, url))))
  await expect.poll(() => portal.receipts()).toEqual({ RECORDED: 20, DUPLICATE: 20 })
  expect(await refreshes(portal)).toEqual([expect.objectContaining({ httpStatus: 200 })])
  const admin = await portal.viewer()
  expect((await admin.itemIds()).toSorted((a, b) => a - b)).toEqual(ids)
})

test('B5: a refresh whose answer is lost ends in REAUTH_REQUIRED without a loop, events are taken meanwhile, and the next admin heals it', async () => {
  const { simulator } = system()
  const portal = await createPortal(system())
  const before = await portal.ready(1220)
  const stream = await before.stream()
  const askedBefore = (await simulator.oauthLog()).filter(({ endpoint }) => endpoint === 'token').length
  await simulator.expireTokens(portal.memberId)
  await simulator.setOAuthFault({ kind: 'lost_answer', times: 1, memberId: portal.memberId })
  const [first] = await portal.create({ entityTypeId: 1220 })
  const state = () =>
    system().sql(
      `select n.status::text from installation n join portal p on p.id = n.portal_id
    where p.member_id = $1`,
      [portal.memberId],
    )
  await expect.poll(state).toEqual([{ status: 'REAUTH_REQUIRED' }])
  await expect.poll(() => stream.statuses.at(-1)).toMatchObject({ portal: 'reauth', announced: 1 })
  // The second one shows a token that the server has replaced, so it cannot tell whose it was.
  const asked = async () =>
    (await simulator.oauthLog()).filter(({ endpoint }) => endpoint === 'token').length - askedBefore
  expect(await asked()).toBe(2)
  const [second] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => portal.receipts()).toEqual({ RECEIVED: 2 })
  const admin = await portal.viewer()
  await expect.poll(() => admin.itemIds()).toEqual(expect.arrayContaining([first, second]))
  expect(await asked()).toBe(2)
})

test('an item with strange fields is in the feed nonetheless, and does not keep the others from it', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  await system().simulator.setFaults(portal.memberId, { rest: [{ method: 'batch', kind: 'reset', times: 1 }] })
  const ids = await portal.create({ entityTypeId: 1220, count: 2 })
  const strange = [
    { title: 'NUL \0 and a lone \ud800 surrogate' },
    { title: 'x'.repeat(200_000) },
    { fields: { title: 5, createdTime: 'no time' } },
    { fields: { createdTime: '+123456-01-01T00:00:00+00:00' } },
    { fields: { stageId: 'DT1220_3:\0' } },
    { fields: { stageId: ['NEW'], createdBy: 'nobody', categoryId: -1, title: null } },
  ]
  for (const item of strange) ids.push(...(await portal.create({ entityTypeId: 1220, ...item })))
  ids.push(...(await portal.create({ entityTypeId: 1220, count: 2 })))
  const shown = async () => (await admin.itemIds()).toSorted((a, b) => a - b)
  await expect.poll(shown).toEqual(ids)
})
