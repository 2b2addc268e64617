import { expect, test } from 'vitest'
import { createPortal, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 50 }

test('a viewer hears which cards do not open, of items that the feed shows to everybody and of no others', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready({ entityTypeId: 1220, visibility: 'portal' }, 177)
  const [own = 0] = await portal.create({ entityTypeId: 1220, userId: people.employee })
  const [foreign = 0] = await portal.create({ entityTypeId: 1220, userId: people.manager })
  const [hidden = 0] = await portal.create({ entityTypeId: 177, userId: people.manager })
  await expect.poll(async () => (await admin.itemIds()).length, soon).toBe(3)
  const path = `/api/cards?items=1220:${own},1220:${foreign},177:${hidden}`
  const closed = async (userId: number) => (await (await portal.viewer(userId)).call('GET', path)).body
  expect(await closed(people.employee)).toEqual({ closed: [`1220:${foreign}`] })
  expect(await closed(people.manager)).toEqual({ closed: [] })
  expect(await closed(people.outsider)).toEqual({ closed: [`1220:${own}`, `1220:${foreign}`] })
  const turned = `/api/cards?items=1220:${foreign},1220:${own}`
  expect(
    (await (await portal.viewer(people.outsider)).call('GET', turned)).body,
    'in the order of the question',
  ).toEqual({
    closed: [`1220:${foreign}`, `1220:${own}`],
  })
  await system().simulator.updateItem(portal.memberId, 1220, foreign, { assignedById: people.employee })
  await expect.poll(() => closed(people.employee), soon).toEqual({ closed: [] })
  for (const items of ['', '1220', '1220:x', Array.from({ length: 101 }, (_, n) => `1220:${n + 1}`).join(',')])
    expect([items, (await admin.request(`/api/cards?items=${items}`)).status]).toEqual([items, 400])
})
