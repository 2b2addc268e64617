import { expect, test } from 'vitest'
import { diagnose } from '#lib/insight/diagnose.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { refreshViewer } from '#lib/sessions/refresh-viewer.ts'
import { listVisibleItems } from '#lib/visibility/list-visible-items.ts'
import type { RightsInput } from '../../../simulator/control-input.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
const entityTypeId = 1220

/** A portal with one item of the manager's, and what an admin is told of who sees it. */
async function portalOf(visibility: 'crm' | 'portal' = 'crm') {
  const { simulator, sql } = core()
  const portal = await installCore(core(), { entityTypeId, visibility })
  const { portalId, memberId } = portal
  const { origin } = await simulator.portal(memberId)
  const [itemId = 0] = await portal.create({ entityTypeId, userId: people.manager })
  await portal.receive({ itemId })
  await portal.confirm()
  const viewerOf = async (userId: number) => ({
    ...{ portalId, userId, isAdmin: userId === people.admin, priority: 0 as const, withinMs: 15_000 },
    ...{ clientEndpoint: `${origin}/rest`, allowPrivate: true },
    accessToken: (await simulator.issueTokens(memberId, { userId })).AUTH_ID,
  })
  const admin = await viewerOf(people.admin)
  return {
    admin,
    open: async (userId: number) => {
      const viewer = await viewerOf(userId)
      await refreshViewer(viewer, userId, systemClock)
      await listVisibleItems(viewer, { filter: {}, before: null, limit: 20 }, systemClock)
    },
    grant: (rights: RightsInput) => simulator.setRights(memberId, rights),
    told: async (userId: number, asked = itemId) =>
      (await diagnose(admin, { item: { entityTypeId, itemId: asked }, userId }, systemClock)).item?.person,
    remove: () => simulator.deleteItem(memberId, entityTypeId, itemId),
    askedOf: async (userId: number) => (await portal.requests()).filter((request) => request.userId === userId).length,
    /** As another instance does that asked the portal after this one. */
    storeElsewhere: (userId: number, isAdmin: boolean) =>
      sql(
        `update viewer_state set is_admin = $3, admin_checked_at = now() + interval '1 minute' where portal_id = $1 and user_id = $2`,
        [portalId, userId, isAdmin],
      ),
    rename: () => sql(`update feed_item set title = 'As it was', updated_at = null where portal_id = $1`, [portalId]),
  }
}

const answeredAt = expect.stringMatching(/Z$/)

test('T1: of somebody who has never opened the app nothing is known, and nobody is asked', async () => {
  const { told, askedOf } = await portalOf()
  expect(await told(people.employee)).toEqual({ userId: people.employee, code: 'never_opened', answeredAt: null })
  expect(await askedOf(people.employee)).toBe(0)
})

test('T1: an admin is told what the CRM answered the person’s own token: shown, hidden, the whole type denied', async () => {
  const { told, open, grant } = await portalOf()
  await open(people.manager)
  expect(await told(people.manager)).toMatchObject({ code: 'shown', answeredAt })
  await grant({ userId: people.employee, crm: 'own' })
  await open(people.employee)
  expect(await told(people.employee)).toMatchObject({ code: 'hidden', answeredAt })
  const denied = await portalOf()
  await denied.grant({ userId: people.employee, deniedTypes: [entityTypeId] })
  await denied.open(people.employee)
  expect(await denied.told(people.employee)).toMatchObject({ code: 'type_denied', answeredAt })
})

test('T1: an admin sees every item, and everybody those of an open type, also who never opened the app', async () => {
  const { told, open } = await portalOf()
  await open(people.admin)
  expect(await told(people.admin)).toMatchObject({ code: 'admin', answeredAt })
  expect(await (await portalOf('portal')).told(people.employee)).toMatchObject({ code: 'open', answeredAt: null })
})

test('T1: who is an admin is told by what the portal said last, to whichever instance', async () => {
  const { told, open, storeElsewhere } = await portalOf()
  await open(people.manager)
  await storeElsewhere(people.manager, true)
  expect(await told(people.manager)).toMatchObject({ code: 'admin', answeredAt })
  await open(people.admin)
  await storeElsewhere(people.admin, false)
  expect(await told(people.admin)).toMatchObject({ code: 'shown', answeredAt })
})

test('T1: what the CRM shows in another state than the feed has is being read anew', async () => {
  const { told, open, rename } = await portalOf()
  await rename()
  await open(people.manager)
  expect(await told(people.manager)).toMatchObject({ code: 'changed', answeredAt })
})

test('T1: nothing is told of an item that the CRM does not show to the admin who asks', async () => {
  const { told, open, remove } = await portalOf()
  await open(people.manager)
  await remove()
  expect(await told(people.manager)).toMatchObject({ code: 'untold', answeredAt: null })
  expect(await told(people.manager, 987_654)).toMatchObject({ code: 'not_in_feed', answeredAt: null })
})
