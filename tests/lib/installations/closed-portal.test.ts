import { expect, test } from 'vitest'
import { comparePortal } from '#lib/catch-up/compare-portal.ts'
import { importHistory } from '#lib/catch-up/import-history.ts'
import { checkBindings } from '#lib/installations/check-bindings.ts'
import { statusFor } from '#lib/live/portal-news.ts'
import { readPortalNews } from '#lib/live/read-portal-news.ts'
import { type Clock, systemClock } from '#lib/platform/clock.ts'
import { expediteRecheck } from '#lib/portals/expedite-recheck.ts'
import { askViewerAdmin } from '#lib/sessions/ask-viewer-admin.ts'
import { askRights } from '#lib/visibility/ask-rights.ts'
import { marksOf } from '#lib/visibility/known-viewers.ts'
import type { ViewerAccess } from '#lib/visibility/viewer-marks.ts'
import type { Closing } from '../../../simulator/closed.ts'
import { later, lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()
const minute = 60
const day = 86_400

type Life = Awaited<ReturnType<typeof lifeOf>>

async function closedLife(closing: Closing): Promise<Life> {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setClosed(life.memberId, closing)
  await life.receive({ itemId: 1 })
  await life.confirm()
  return life
}

async function viewerOf(life: Life) {
  return { ...(await life.accessOf(people.employee)), userId: people.employee, isAdmin: false }
}

async function told({ portalId }: Life) {
  const news = (await readPortalNews([portalId])).get(portalId)
  return news && statusFor(news, { isAdmin: false, maySee: () => false })
}

const putOffRecheck = ({ portalId }: Life) =>
  core().sql(`update installation set recheck_at = now() + interval '1 hour' where portal_id = $1`, [portalId])

const requests = async ({ memberId }: Life) => (await core().simulator.restLog(memberId)).length
/** Without what an opening begins and does not wait for: whether the events are bound. */
const questions = async ({ memberId }: Life) => {
  const log = await core().simulator.restLog(memberId)
  return log.filter(({ commands }) => commands?.some((command) => command.startsWith('app.info'))).length
}

test.each([
  ['plan', 'plan'],
  ['subscription', 'subscription'],
  ['blocked', 'blocked'],
  ['overload', 'blocked'],
  ['maintenance', 'maintenance'],
] as const)(
  'a portal that is closed (%s) is told as that, asked seldom, and works again by itself',
  async (closing, reason) => {
    const life = await closedLife(closing)
    expect(await told(life)).toMatchObject({ portal: 'payment', closing: reason, brokenAt: expect.any(String) })
    const since = (await told(life))?.brokenAt
    const before = await questions(life)
    const openings = [people.admin, people.employee]
    // An admin or an employee who opens the app is let in, to read what there is.
    for (const person of openings) {
      const { destination } = await life.launch(await life.form(person))
      expect(destination.screen).toBe('feed')
    }
    for (let minutes = 0; minutes < 120; minutes += 1) await life.recheck(later(minutes * minute))
    // An opening asks up to twice, once without waiting: whether it can heal anything, and whether this is an admin.
    const asked = (await questions(life)) - before - 2 * openings.length
    expect(asked).toBeGreaterThanOrEqual(4)
    expect(asked).toBeLessThanOrEqual(12)
    expect(await told(life)).toMatchObject({ closing: reason, brokenAt: since })
    await core().simulator.setClosed(life.memberId, null)
    expect(await life.recheck(later(150 * minute))).toBe('healed')
    expect(await told(life)).toEqual(expect.not.objectContaining({ closing: expect.anything() }))
    expect(await life.installation()).toMatchObject({ status: 'ACTIVE', closing: null, broken_at: null })
  },
)

test('a portal that is closed is known to be as soon as anybody has asked it', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setClosed(life.memberId, 'plan')
  const viewer = await viewerOf(life)
  await askRights(viewer, marksOf(viewer), [], systemClock)
  expect(await told(life)).toMatchObject({ portal: 'payment', closing: 'plan' })
})

test.each([
  ['the slow comparison', async ({ portalId }: Life) => void (await comparePortal(portalId))],
  ['the look for older items', ({ portalId }: Life) => importHistory(portalId)],
  ['the look at the bindings', async ({ portalId }: Life) => void (await checkBindings(portalId, later(2 * day)))],
  ['an admin who opens the app', async (life: Life) => void (await life.launch(await life.form(people.admin)))],
])('a portal that is closed is known to be, whichever question hears it first: %s', async (_, ask) => {
  const life = await lifeOf(core(), 1220, { entityTypeId: 177, history: 'week' })
  const admin = { ...(await life.accessOf(people.admin)), userId: people.admin, isAdmin: true }
  await askViewerAdmin(admin, systemClock)
  await core().simulator.setClosed(life.memberId, 'plan')
  await ask(life)
  await expect.poll(() => told(life)).toMatchObject({ portal: 'payment', closing: 'plan' })
})

test('a portal that is open again is asked at once when it has answered anybody', async () => {
  const life = await closedLife('plan')
  expect(await life.recheck(systemClock)).toBe(null)
  await core().simulator.setClosed(life.memberId, null)
  const viewer = await viewerOf(life)
  await askRights(viewer, marksOf(viewer), [], systemClock)
  await expect.poll(() => life.recheck(systemClock)).toBe('healed')
})

test('a portal that has answered just before it was closed for a moment is asked at once as well', async () => {
  const life = await lifeOf(core(), 1220)
  const viewer = await viewerOf(life)
  await askRights(viewer, marksOf(viewer), [], systemClock)
  await core().simulator.setClosed(life.memberId, 'maintenance')
  await askRights(viewer, marksOf(viewer), [], systemClock)
  expect(await told(life)).toMatchObject({ portal: 'payment' })
  await core().simulator.setClosed(life.memberId, null)
  await putOffRecheck(life)
  const clock = later(12)
  await askRights(viewer, marksOf(viewer), [], clock)
  await expect.poll(() => life.recheck(clock)).toBe('healed')
})

test('whoever knows it from the news alone has a portal asked at once that has answered another just before', async () => {
  const life = await closedLife('plan')
  await core().simulator.setClosed(life.memberId, null)
  await expediteRecheck(life.portalId, { wasClosed: false }, later(-20))
  const viewer = await viewerOf(life)
  marksOf(viewer).applyStanding('PAYMENT_REQUIRED', Date.now())
  await putOffRecheck(life)
  await askRights(viewer, marksOf(viewer), [], systemClock)
  await expect.poll(() => life.recheck(systemClock)).toBe('healed')
})

test('open pages leave a portal alone that is closed; who opens the app asks it, and pages do again once it is open', async () => {
  const life = await closedLife('plan')
  const page = { ...(await viewerOf(life)), priority: 2 as const }
  const marks = marksOf(page)
  await askRights(page, marks, [], systemClock)
  const before = await requests(life)
  for (let minutes = 1; minutes <= 10; minutes += 1) await askRights(page, marks, [], later(minutes * minute))
  expect(await requests(life)).toBe(before)
  // Where nothing is heard of the portal for long, a page does not wait for ever.
  await askRights(page, marks, [], later(20 * minute))
  expect(await requests(life)).toBe(before + 1)
  await askRights({ ...page, priority: 0 }, marks, [], later(24 * minute))
  expect(await requests(life)).toBe(before + 2)
  await core().simulator.setClosed(life.memberId, null)
  marks.applyStanding('ACTIVE', later(25 * minute)().getTime())
  await askRights(page, marks, [], later(26 * minute))
  expect(await requests(life)).toBe(before + 3)
})

test('a portal that has been healed is asked again by whoever waits, however lately it was heard to be closed', async () => {
  const life = await closedLife('plan')
  const viewer = await viewerOf(life)
  for (const seconds of [0, 15, 40, 90]) await askRights(viewer, marksOf(viewer), [], later(seconds))
  await core().simulator.setClosed(life.memberId, null)
  expect(await life.recheck(later(91))).toBe('healed')
  const before = await requests(life)
  await askRights(viewer, marksOf(viewer), [], later(92))
  expect(await requests(life)).toBe(before + 1)
})

test('pages that are all read anew in the same moment cost a closed portal one question', async () => {
  const life = await closedLife('maintenance')
  const readers = [people.employee, people.manager, people.outsider].map(async (userId) => ({
    ...(await life.accessOf(userId)),
    ...{ userId, isAdmin: false, priority: 0 as const },
  }))
  const read = async (clock: Clock) => {
    for (const reader of await Promise.all(readers)) await askRights(reader, marksOf(reader), [], clock)
  }
  const before = await requests(life)
  await read(systemClock)
  expect(await requests(life)).toBe(before + 1)
  await read(later(5))
  expect(await requests(life)).toBe(before + 1)
  await core().simulator.setClosed(life.memberId, null)
  await read(later(minute))
  expect(await requests(life)).toBeGreaterThanOrEqual(before + 4)
})

test('a portal that is closed while our tokens are dead is told as that, left alone by open pages, and ends in what is left', async () => {
  const life = await lifeOf(core(), 1220)
  const pages = [people.employee, people.manager].map(async (userId) => ({
    ...(await life.accessOf(userId)),
    ...{ userId, isAdmin: false, priority: 2 as const },
  }))
  const [page, other] = (await Promise.all(pages)) as [ViewerAccess, ViewerAccess]
  await core().simulator.revokeTokens(life.memberId)
  await life.receive({ itemId: 1 })
  await life.confirm()
  expect(await told(life)).toMatchObject({ portal: 'reauth' })
  await core().simulator.setClosed(life.memberId, 'overload')
  const before = await requests(life)
  // Each has read the news when it was only known that our tokens are dead.
  await askRights(page, marksOf(page), [], systemClock)
  for (let minutes = 1; minutes <= 10; minutes += 1) {
    marksOf(page).applyStanding('REAUTH_REQUIRED', later(minutes * minute)().getTime())
    await askRights(page, marksOf(page), [], later(minutes * minute))
  }
  expect(await requests(life)).toBe(before + 1)
  expect(await told(life)).toMatchObject({ portal: 'payment', closing: 'blocked' })
  marksOf(other).applyStanding('PAYMENT_REQUIRED', Date.now())
  await askRights(other, marksOf(other), [], later(minute))
  expect(await requests(life)).toBe(before + 1)
  await core().simulator.setClosed(life.memberId, null)
  for (let minutes = 1; minutes <= 20; minutes += 1) await life.recheck(later(minutes * minute))
  expect(await told(life)).toMatchObject({ portal: 'reauth' })
  await life.launch(await life.form(people.admin))
  expect(await life.installation()).toMatchObject({ status: 'ACTIVE', closing: null })
})

test('whoever opens the app of a portal that is open again has it asked at once, also where nothing else is asked', async () => {
  const life = await closedLife('plan')
  // By then it is asked once in a quarter of an hour.
  for (let minutes = 1; minutes <= 60; minutes += 1) await life.recheck(later(minutes * minute))
  await core().simulator.setClosed(life.memberId, null)
  await life.launch(await life.form(people.employee))
  await expect.poll(() => life.recheck(systemClock)).toBe('healed')
})

test.each([
  ['its own token', async (life: Life) => void (await life.confirm())],
  [
    'a viewer',
    async (life: Life) => {
      const viewer = await viewerOf(life)
      await askRights(viewer, marksOf(viewer), [], systemClock)
    },
  ],
])('an installation that is not finished is known to be closed as well, by %s', async (_, ask) => {
  const life = await lifeOf(core(), 1220)
  // A new version: its installer has yet to run.
  await core().simulator.updateApp(life.memberId)
  const admin = { ...(await life.accessOf(people.admin)), userId: people.admin, isAdmin: true }
  await askViewerAdmin(admin, systemClock)
  expect(await life.status()).toBe('NEW')
  await life.receive({ itemId: 1 })
  await core().simulator.setClosed(life.memberId, 'plan')
  await ask(life)
  expect(await told(life)).toMatchObject({ portal: 'payment', closing: 'plan' })
  await core().simulator.setClosed(life.memberId, null)
  expect(await life.recheck(later(2 * minute))).toBe('healed')
  expect(await life.installation()).toMatchObject({ status: 'NEW', closing: null, broken_at: null })
})

test('a portal that answers people while the OAuth server calls the app unpaid is asked a few times an hour all the same', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setPaymentExpired(life.memberId, true)
  await life.expireAccess()
  await life.receive({ itemId: 1 })
  await life.confirm()
  expect(await told(life)).toMatchObject({ portal: 'payment' })
  const before = await life.questions('token')
  for (let seconds = 0; seconds < 60 * minute; seconds += 30) {
    await expediteRecheck(life.portalId, { wasClosed: false }, later(seconds))
    await life.recheck(later(seconds))
  }
  expect((await life.questions('token')) - before).toBeLessThanOrEqual(14)
})

test('however often a portal is closed and open again, each time it is asked at once', async () => {
  const life = await lifeOf(core(), 1220)
  for (let times = 1; times <= 5; times += 1) {
    await core().sql(
      `update installation set status = 'PAYMENT_REQUIRED', recheck_at = now() + interval '1 day' where portal_id = $1`,
      [life.portalId],
    )
    const clock = later(times * minute)
    await expediteRecheck(life.portalId, { wasClosed: false }, clock)
    expect(await life.recheck(clock)).toBe('healed')
  }
})

test('a code that no page names passes: the portal is asked again, and no state is made of it', async () => {
  const life = await lifeOf(core(), 1220)
  await core().simulator.setFaults(life.memberId, {
    rest: [{ method: '*', kind: 'refuse', refusal: { error: 'ERROR_UNHEARD_OF' }, times: 2 }],
  })
  const [itemId = 0] = await life.create({ entityTypeId: 1220 })
  await life.receive({ itemId })
  await life.confirm()
  expect(await life.status()).toBe('ACTIVE')
})
