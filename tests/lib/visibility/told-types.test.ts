import { expect, test } from 'vitest'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { markSeen } from '#lib/feed/mark-seen.ts'
import { readHead } from '#lib/feed-head/read-head.ts'
import { type Clock, systemClock } from '#lib/platform/clock.ts'
import { countUnread } from '#lib/visibility/count-unread.ts'
import { isAdminStill, marksOf } from '#lib/visibility/known-viewers.ts'
import { listVisibleItems } from '#lib/visibility/list-visible-items.ts'
import { readToldTypes } from '#lib/visibility/read-told-types.ts'
import { requireTold } from '#lib/visibility/require-told.ts'
import { slowHead } from '#lib/visibility/slow-head.ts'
import type { RightsInput } from '../../../simulator/control-input.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()
const open = (entityTypeId: number) => ({ entityTypeId, visibility: 'portal' as const })
const minutesLater =
  (minutes: number): Clock =>
  () =>
    new Date(Date.now() + minutes * 60_000)

/** A portal with two types under the CRM's rights and an open one, and one person's access to it. */
async function portalOf(userId: number) {
  const { simulator, sql } = core()
  const portal = await installCore(core(), 1220, 177, open(147))
  const { portalId, memberId } = portal
  const [row] = await sql<{ endpoint: string }>('select client_endpoint as endpoint from portal where id = $1', [
    portalId,
  ])
  const viewer = {
    ...{ portalId, userId, isAdmin: userId === people.admin, priority: 2 as const },
    ...{ clientEndpoint: row?.endpoint ?? '', allowPrivate: true },
    accessToken: (await simulator.issueTokens(memberId, { userId })).AUTH_ID,
  }
  return {
    portal,
    viewer,
    grant: (rights: Omit<RightsInput, 'userId'>) => simulator.setRights(memberId, { userId, ...rights }),
    types: async (clock = systemClock) => {
      const { open: opened, closed, isPartial, isAdmin } = await readToldTypes(viewer, { clock, waitMs: 20_000 })
      return { told: [...opened, ...closed].toSorted((a, b) => a - b), isPartial, isAdmin }
    },
    page: (clock = systemClock) => listVisibleItems(viewer, { filter: {}, before: null, limit: 20 }, clock),
    unread: async (clock = systemClock) => countUnread(viewer, clock),
  }
}

test('T1: a type that the CRM denies to a viewer is not named, one that is merely empty for that viewer is, and an open one always', async () => {
  const { grant, types } = await portalOf(people.employee)
  await grant({ deniedTypes: [177, 147] })
  expect(await types()).toEqual({ told: [147, 1220], isPartial: false, isAdmin: false })
})

test('T1: unread counts, marks of what was seen, and what may be marked name no type that the CRM denies', async () => {
  const { portal, viewer, grant, unread } = await portalOf(people.employee)
  await grant({ deniedTypes: [177] })
  await portal.create({ entityTypeId: 177, ...longAgo })
  await sweepPortal(portal.portalId)
  await markSeen({ portalId: portal.portalId, userId: viewer.userId, change: { entityTypeId: 177, revision: '1' } })
  const { counts, seen } = await unread()
  expect(counts.map(({ entityTypeId }) => entityTypeId)).toEqual([147, 1220])
  expect(seen.byType).toEqual({})
  await expect(requireTold(viewer, 177, systemClock)).rejects.toMatchObject({ code: 'not_found' })
  await expect(requireTold(viewer, 31, systemClock)).rejects.toMatchObject({ code: 'not_found' })
  await requireTold(viewer, 1220, systemClock)
})

test('T1: which types are denied is asked in one request, with whether the viewer is an admin, and kept for three minutes', async () => {
  const { portal, types, page } = await portalOf(people.employee)
  const before = (await portal.requests()).length
  await types()
  await types()
  expect((await portal.requests()).length - before).toBe(1)
  await types(minutesLater(4))
  expect((await portal.requests()).length - before).toBe(2)
  // A list of items tells it as well.
  await portal.create({ entityTypeId: 1220, userId: people.employee, ...longAgo })
  await sweepPortal(portal.portalId)
  const asked = (await portal.requests()).length
  await page(minutesLater(8))
  await types(minutesLater(8))
  expect((await portal.requests()).length - asked).toBe(1)
})

test('T1: a type that is given is named, one that is taken away is not any more, and open pages are told to read anew', async () => {
  const { viewer, grant, types } = await portalOf(people.employee)
  await grant({ deniedTypes: [177] })
  await types()
  const { version } = marksOf(viewer)
  await grant({ deniedTypes: [1220] })
  expect((await types(minutesLater(4))).told).toEqual([147, 177])
  expect(marksOf(viewer).version).toBeGreaterThan(version)
})

test('T1: while the CRM is silent no type is told but those that are open, and the answer says so', async () => {
  const { viewer, types } = await portalOf(people.employee)
  const silentMs = Date.now()
  for (let n = 0; n < 2; n += 1) marksOf(viewer).refuse('unreachable', viewer.accessToken, silentMs)
  expect(await types(() => new Date(silentMs))).toEqual({ told: [147], isPartial: true, isAdmin: false })
  expect(await types(() => new Date(silentMs + 2_000))).toEqual({
    told: [147, 177, 1220],
    isPartial: false,
    isAdmin: false,
  })
  expect(await types()).toEqual({ told: [147, 177, 1220], isPartial: false, isAdmin: false })
})

test('T1: a type that is gone stays named to whom it was listed before, and is named to nobody else', async () => {
  const { simulator } = core()
  const { portal, types } = await portalOf(people.manager)
  expect((await types()).told).toContain(177)
  await simulator.deleteType(portal.memberId, 177)
  expect((await types(minutesLater(4))).told).toContain(177)
  const other = { ...(await portalOf(people.manager)) }
  await simulator.deleteType(other.portal.memberId, 177)
  expect((await other.types()).told).not.toContain(177)
})

test('T7: a type that was made anew under its number is not named to whom only the former was listed', async () => {
  const { simulator } = core()
  const { portal, grant, types } = await portalOf(people.employee)
  expect((await types()).told).toContain(177)
  await simulator.deleteType(portal.memberId, 177)
  await simulator.createType(portal.memberId, { title: 'Salaries', entityTypeId: 177 })
  await grant({ deniedTypes: [177] })
  await sweepPortal(portal.portalId)
  expect(await types()).toEqual({ told: [147, 1220], isPartial: false, isAdmin: false })
})

test('a demoted admin’s counts: with the first "no" of the CRM they are gone, and the head is that of everybody', async () => {
  const { portal, viewer, grant, types, page } = await portalOf(people.admin)
  await portal.create({ entityTypeId: 1220, ...longAgo })
  await sweepPortal(portal.portalId)
  const head = await readHead(portal.portalId)
  // What everybody knows is a head of before.
  slowHead(portal.portalId, 0n, Number.POSITIVE_INFINITY)
  expect(await types()).toMatchObject({ isAdmin: true, told: [147, 177, 1220] })
  expect((await page()).headRevision).toBe(String(head))
  await grant({ admin: false, crm: 'none', deniedTypes: [177] })
  // The request still believes what the database says of the viewer.
  expect(viewer.isAdmin).toBe(true)
  const told = await page(minutesLater(4))
  expect([told.items, told.headRevision]).toEqual([[], '0'])
  expect(isAdminStill(viewer)).toBe(false)
  expect(await types(minutesLater(4))).toMatchObject({ isAdmin: false, told: [147, 1220] })
})
