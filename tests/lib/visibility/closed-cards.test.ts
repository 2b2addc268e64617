import { expect, test } from 'vitest'
import { restBudget } from '#lib/bitrix24/rest-budget.ts'
import { listClosedCards } from '#lib/visibility/list-closed-cards.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
const entityTypeId = 1220

/** A portal with an open type and an item of another person, and how often the CRM was asked which cards it opens. */
async function portalOf() {
  const { simulator, sql } = core()
  const portal = await installCore(core(), { entityTypeId, visibility: 'portal' })
  const { portalId, memberId } = portal
  const { origin } = await simulator.portal(memberId)
  const [itemId = 0] = await portal.create({ entityTypeId, userId: people.manager })
  await portal.receive({ itemId })
  await portal.confirm()
  const begun = (await portal.requests()).length
  const viewerOf = async (userId: number) => ({
    ...{ portalId, userId, isAdmin: false, priority: 2 as const, withinMs: 15_000 },
    ...{ clientEndpoint: `${origin}/rest`, allowPrivate: true },
    accessToken: (await simulator.issueTokens(memberId, { userId })).AUTH_ID,
  })
  return {
    portal,
    item: { entityTypeId, itemId },
    viewerOf,
    asked: async () => (await portal.requests(begun)).filter(({ userId }) => userId !== people.admin).length,
    assign: async (userId: number) => {
      await simulator.updateItem(memberId, entityTypeId, itemId, { assignedById: userId, announce: false })
      await portal.receive({ itemId, event: 'ITEM_UPDATE' })
      await portal.confirm()
    },
    drain: async () => {
      // What confirmation was given and did not use is in hand for a moment. Used up for minutes, however slow this machine is.
      await expect.poll(() => restBudget({ portalId }).queue.isIdle).toBe(true)
      await sql(`update rest_budget set tokens = -600, counted_at = clock_timestamp() where portal_id = $1`, [portalId])
    },
  }
}

test('T3: a viewer who looks at an item again is answered without the portal, until the item has changed; others are asked about for themselves', async () => {
  const { item, viewerOf, asked, assign } = await portalOf()
  const [employee, manager] = [await viewerOf(people.employee), await viewerOf(people.manager)]
  const closed = { closed: [`${entityTypeId}:${item.itemId}`], isPartial: false }
  const open = { closed: [], isPartial: false }
  for (let n = 0; n < 5; n += 1) expect(await listClosedCards(employee, [item])).toEqual(closed)
  expect(await asked()).toBe(1)
  for (let n = 0; n < 5; n += 1) expect(await listClosedCards(manager, [item])).toEqual(open)
  expect(await asked()).toBe(2)
  await assign(people.employee)
  const before = await asked()
  for (let n = 0; n < 5; n += 1) expect(await listClosedCards(employee, [item])).toEqual(open)
  expect((await asked()) - before).toBe(1)
})

test('nobody asks the portal about what the feed does not have', async () => {
  const { viewerOf, asked } = await portalOf()
  const answer = await listClosedCards(await viewerOf(people.employee), [{ entityTypeId, itemId: 987_654 }])
  expect([answer, await asked()]).toEqual([{ closed: [], isPartial: false }, 0])
})

test('T3: on a busy portal the question is given up before it takes from the reserve, and what was refused may be asked again', async () => {
  const { portal, item, viewerOf, asked, drain } = await portalOf()
  const employee = await viewerOf(people.employee)
  await drain()
  await expect(listClosedCards(employee, [item])).rejects.toMatchObject({ code: 'unavailable' })
  expect(await asked()).toBe(0)
  await portal.passTime()
  // A slow machine may give it up once more.
  const closed = () =>
    listClosedCards(employee, [item]).then(
      (answer) => answer.closed.length,
      () => null,
    )
  await expect.poll(closed).toBe(1)
})
