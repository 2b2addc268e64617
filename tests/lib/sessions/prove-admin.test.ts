import { expect, test } from 'vitest'
import { invalidateDenial } from '#lib/sessions/ask-viewer-admin.ts'
import { proveAdmin } from '#lib/sessions/prove-admin.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()

/** Somebody of a portal who asks for admin routes, at a time of the test's choosing. */
async function makeAsker(userId: number) {
  const { simulator, sql } = core()
  const portal = await installCore({ simulator, sql }, 1220)
  const [row] = await sql<{ client_endpoint: string }>('select client_endpoint from portal where id = $1', [
    portal.portalId,
  ])
  const { AUTH_ID: accessToken } = await simulator.issueTokens(portal.memberId, { userId })
  const viewer = {
    ...{ portalId: portal.portalId, userId, isAdmin: false, priority: 0 as const },
    ...{ clientEndpoint: row?.client_endpoint ?? '', accessToken, allowPrivate: true },
  }
  let nowMs = Date.now()
  const before = (await portal.requests()).length
  return {
    viewer,
    ask: (changes: Partial<typeof viewer> = {}) => proveAdmin({ ...viewer, ...changes }, () => new Date(nowMs)),
    pass: (ms: number) => {
      nowMs += ms
    },
    asked: async () => (await portal.requests()).length - before,
    newToken: async () => (await simulator.issueTokens(portal.memberId, { userId })).AUTH_ID,
    promote: () => simulator.setRights(portal.memberId, { userId, admin: true }),
  }
}

test('T2: an employee who loops admin routes costs the portal one request while its "no" is fresh', async () => {
  const { ask, asked, pass } = await makeAsker(people.employee)
  expect(await Promise.all(Array.from({ length: 24 }, () => ask()))).not.toContain(true)
  for (let n = 0; n < 50; n += 1) expect(await ask()).toBe(false)
  expect(await asked()).toBe(1)
  pass(31_000)
  expect(await ask()).toBe(false)
  expect(await asked()).toBe(2)
})

test('T2: an employee who alternates between tokens costs the portal one request for each while its "no" is fresh', async () => {
  const { viewer, ask, asked, newToken } = await makeAsker(people.employee)
  const tokens = [viewer.accessToken, await newToken(), await newToken()]
  for (let n = 0; n < 12; n += 1) expect(await ask({ accessToken: tokens[n % 3] ?? '' })).toBe(false)
  expect(await asked()).toBe(3)
})

test('T2: who opens the app anew is asked about anew with any token', async () => {
  const { viewer, ask, asked, newToken } = await makeAsker(people.employee)
  const tokens = [viewer.accessToken, await newToken()]
  const askWithEach = async () => {
    for (const accessToken of tokens) expect(await ask({ accessToken })).toBe(false)
  }
  await askWithEach()
  invalidateDenial(viewer)
  await askWithEach()
  expect(await asked()).toBe(4)
})

test('T2: admin questions of one viewer at once share one request, and a "yes" is asked each time', async () => {
  const { ask, asked } = await makeAsker(people.admin)
  expect(new Set(await Promise.all(Array.from({ length: 6 }, () => ask())))).toEqual(new Set([true]))
  expect(await asked()).toBe(1)
  expect(await ask()).toBe(true)
  expect(await asked()).toBe(2)
})

test.each<[string, (asker: Awaited<ReturnType<typeof makeAsker>>) => Promise<boolean>]>([
  ['once the app is opened anew', ({ viewer, ask }) => Promise.resolve(invalidateDenial(viewer)).then(() => ask())],
  ['with a new token', async ({ ask, newToken }) => ask({ accessToken: await newToken() })],
  ['after half a minute', ({ pass, ask }) => Promise.resolve(pass(31_000)).then(() => ask())],
])('T2: who has become an admin is one %s', async (_, askAgain) => {
  const asker = await makeAsker(people.employee)
  expect(await asker.ask()).toBe(false)
  await asker.promote()
  expect(await asker.ask()).toBe(false)
  expect(await askAgain(asker)).toBe(true)
})
