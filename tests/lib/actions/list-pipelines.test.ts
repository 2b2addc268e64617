import { expect, test } from 'vitest'
import { listPipelines } from '#lib/actions/list-pipelines.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

async function portalOf(...types: number[]) {
  const portal = await lifeOf(core())
  await portal.watch(...types)
  const viewerOf = async (userId: number) => ({ ...(await portal.accessOf(userId)), userId, isAdmin: false })
  const list = async (userId: number, entityTypeId?: number) =>
    listPipelines(await viewerOf(userId), { entityTypeId }, systemClock)
  return { portal, list, faults: (faults: object) => core().simulator.setFaults(portal.memberId, faults) }
}

test('pipelines and their stages are told in the CRM’s order', async () => {
  const { portal, list } = await portalOf(1220, 1036, 147)
  await core().sql(`update watch set has_categories = false where portal_id = $1 and entity_type_id = 1036`, [
    portal.portalId,
  ])
  const told = await list(people.manager)
  const names = told.map(({ entityTypeId, name, stages }) => [entityTypeId, name, stages.map((stage) => stage.name)])
  const claims = ['Received', 'Under review', 'Waiting for the client', 'Settled', 'Declined']
  expect(names.filter(([type]) => type === 1220)).toEqual([
    [1220, 'Retail', claims],
    [1220, 'Wholesale', claims],
  ])
  // It is not divided, and has stages all the same.
  expect(names.filter(([type]) => type === 1036)).toEqual([
    [1036, '', ['Requested', 'Approval', 'Ordered', 'Handed over', 'Rejected']],
  ])
  expect((await list(people.manager, 1036)).map(({ entityTypeId }) => entityTypeId)).toEqual([1036])
})

test('a type that the CRM names no pipelines of has the stages of its items', async () => {
  const { portal, list, faults } = await portalOf(1036)
  const [itemId = 0] = await portal.create({ entityTypeId: 1036 })
  await portal.receive({ itemId, entityTypeId: 1036 })
  await portal.confirm()
  await faults({ unsupportedCategories: [1036] })
  const [only, ...others] = await list(people.manager)
  expect([only?.id, only?.name, only?.stages.length, others]).toEqual([9, '', 5, []])
})

test('nothing is told of types that are not followed, or that the CRM denies to the viewer', async () => {
  const { list } = await portalOf(1220)
  expect(await list(people.manager, 177)).toEqual([])
  expect(await list(people.outsider)).toEqual([])
})

test('a portal that does not answer is said, and not taken for an empty list', async () => {
  const { list, faults } = await portalOf(1220)
  await list(people.manager)
  await faults({ rest: [{ kind: 'reset', times: 9 }] })
  await expect(list(people.manager)).rejects.toMatchObject({ code: 'unavailable' })
})

test.each([
  ['a method that pauses', { rest: [{ kind: 'operation_limit', method: 'crm.category.list', times: 1 }] }],
  ['stages that are not answered', { rest: [{ kind: 'error200', method: 'crm.status.list', times: 1 }] }],
  ['a further page of them that is not', { brokenPages: [{ method: 'crm.status.list', start: 50 }] }],
])('%s makes no short list', async (_, broken) => {
  const { portal, list, faults } = await portalOf(1220)
  const { entityTypeId } = await core().simulator.createType(portal.memberId, { title: 'Orders', stageCount: 60 })
  await portal.watch(entityTypeId)
  await list(people.manager)
  await faults(broken)
  await expect(list(people.manager)).rejects.toMatchObject({ code: 'unavailable' })
})

test('an older box that has no list of pipelines has none', async () => {
  const { list, faults } = await portalOf(1220)
  await list(people.manager)
  const refusal = { error: 'ERROR_METHOD_NOT_FOUND' }
  await faults({ rest: [{ kind: 'refuse', refusal, method: 'crm.category.list', times: 1 }] })
  expect(await list(people.manager)).toEqual([])
})
