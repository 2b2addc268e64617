import { expect, test } from 'vitest'
import { listEntityTypes } from '#lib/watches/list-entity-types.ts'
import { listWatches } from '#lib/watches/list-watches.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { runCore } from '../../support/start-core.ts'

const core = runCore()

/** A portal with so many types beside those of the sample, and what lists them. */
async function portalWith(count: number, ...watched: number[]) {
  const portal = await lifeOf(core(), ...watched)
  for (let n = 1; n <= count; n += 1) await core().simulator.createType(portal.memberId, { title: `Type ${n}` })
  return { portal, list: async () => listEntityTypes(await portal.accessOf(people.admin)) }
}

test('types are read to the end of their list, also where one of a full page cannot be read', async () => {
  const { portal, list } = await portalWith(60)
  await core().simulator.setFaults(portal.memberId, {
    noCounts: true,
    oddRows: [{ method: 'crm.type.list', id: 177, fields: null }],
  })
  const types = await list()
  expect(types.map(({ title }) => title)).toEqual(expect.arrayContaining(['Claims', 'Visits', 'Type 1', 'Type 60']))
  // Four of the sample and 60, without the one; and invoices.
  expect(types).toHaveLength(64)
})

test('a type without a title costs neither the list, nor the saving, nor itself', async () => {
  const { portal, list } = await portalWith(0, 1220)
  await core().simulator.setFaults(portal.memberId, {
    oddRows: [
      { method: 'crm.type.list', id: 177, fields: { title: null } },
      { method: 'crm.type.list', id: 147, fields: { id: null, title: 147 } },
    ],
  })
  expect(await list()).toMatchObject([
    { entityTypeId: 1220, title: 'Claims' },
    { entityTypeId: 1036 },
    { entityTypeId: 177, typeId: 7, title: '' },
    { entityTypeId: 147, typeId: null, title: '147' },
    { entityTypeId: 31 },
  ])
  await portal.watch(1220, 177, 147)
  const watches = await listWatches(portal.portalId, { forAdmin: true })
  expect(watches.map(({ entityTypeId, title }) => [entityTypeId, title])).toEqual([
    [177, ''],
    [147, '147'],
    [1220, 'Claims'],
  ])
})

test('a title that is not told any more stays as it was', async () => {
  const { portal } = await portalWith(0, 1220)
  await core().simulator.setFaults(portal.memberId, {
    oddRows: [{ method: 'crm.type.list', id: 1220, fields: { title: null } }],
  })
  const [itemId = 0] = await portal.create({ entityTypeId: 1220 })
  await portal.receive({ itemId })
  await portal.confirm()
  expect(await listWatches(portal.portalId, { forAdmin: true })).toMatchObject([{ title: 'Claims' }])
})
