import { expect, test } from 'vitest'
import type { JsonMap } from '../../simulator/json-value.ts'
import { startRig } from './simulator-rig.ts'

type Rig = Awaited<ReturnType<typeof startRig>>

const types = async (rig: Rig, params: JsonMap) => {
  const { body } = await rig.rest('crm.type.list', params)
  const { types: rows } = body.result as { types: JsonMap[] }
  return rows.map((row) => row.title)
}

test('smart processes are filtered and ordered by their own fields (crm-type-list.md)', async () => {
  const rig = await startRig()
  expect(await types(rig, { order: { id: 'DESC' } })).toEqual(['Visits', 'Contracts', 'Equipment orders', 'Claims'])
  expect(await types(rig, { order: { title: 'asc' }, filter: { '!isCategoriesEnabled': 'Y' } })).toEqual([
    'Equipment orders',
    'Visits',
  ])
  expect(await types(rig, { filter: { '@entityTypeId': [177, '147', 5] } })).toEqual(['Contracts', 'Visits'])
  expect(await types(rig, { filter: { '>id': 3, '<=id': 7 } })).toEqual(['Equipment orders', 'Contracts'])
  const either = [{ logic: 'OR', 0: { '%title': 'LAIM' }, 1: { '%title': 'isit' } }]
  expect(await types(rig, { filter: either, order: { id: 'DESC' } })).toEqual(['Visits', 'Claims'])
})

test.each([
  ['filter', { nonsense: 1 }, "Invalid filter: field 'nonsense' is not allowed in filter"],
  ['filter', { '>id': [1] }, "Invalid filter: field '>id' has invalid value"],
  ['order', { nonsense: 'ASC' }, "Invalid order: field 'nonsense' is not allowed in order"],
  ['order', { id: 'UP' }, "Invalid order: allowed sort directions are `ASC, DESC`. But got 'UP' for field 'id'"],
])('crm.type.list and crm.item.list refuse the %s %j', async (name, value, description) => {
  const rig = await startRig()
  for (const method of ['crm.type.list', 'crm.item.list']) {
    const refused = await rig.rest(method, { entityTypeId: 1220, [name]: value })
    expect(refused).toMatchObject({ status: 400, body: { error: 'INVALID_ARG_VALUE', error_description: description } })
  }
})

const people = async (rig: Rig, params: JsonMap) => {
  const { body } = await rig.rest('user.get', params)
  return (body.result as JsonMap[]).map((row) => row.NAME)
}

test('people are filtered with prefixes, sorted by one field, and what nobody knows is ignored (user-get.md)', async () => {
  const rig = await startRig()
  await rig.client.setRights(rig.memberId, { userId: 9, active: false })
  expect(await people(rig, {})).toEqual(['Ann', 'Mark', 'Eva', 'Tom'])
  expect(await people(rig, { sort: 'NAME', order: 'DESC' })).toEqual(['Tom', 'Mark', 'Eva', 'Ann'])
  expect(await people(rig, { FILTER: { '>ID': 1, '!ID': [9] } })).toEqual(['Mark', 'Tom'])
  expect(await people(rig, { FILTER: { ACTIVE: true } })).toEqual(['Ann', 'Mark', 'Tom'])
  expect(await people(rig, { filter: { ACTIVE: 'N' } })).toEqual(['Eva'])
  expect(await people(rig, { FILTER: { '=%NAME': 'm%' } })).toEqual(['Mark'])
  expect(await people(rig, { FILTER: { '=%NAME': 'm' } })).toEqual([])
  expect(await people(rig, { FILTER: { '!%LAST_NAME': 'l' } })).toEqual(['Eva', 'Tom'])
  expect(await people(rig, { FILTER: { NAME_SEARCH: 'bran' } })).toEqual(['Eva'])
  expect(await people(rig, { FILTER: { NOBODY_KNOWS: 1 } })).toHaveLength(4)
  const { body } = await rig.rest('user.get', { ID: 7, select: ['NAME', 'EMAIL', 'NONSENSE'] })
  expect(body.result).toEqual([{ NAME: 'Mark' }])
})

test('who may read nothing of the CRM reads no directory either: the documented code is a sentence', async () => {
  const rig = await startRig()
  const refused = await rig.rest('crm.status.list', {}, await rig.accessOf(11))
  expect(refused).toMatchObject({ status: 400, body: { error: 'Access denied.' } })
})

test('directory items are filtered by whole values, ordered, and without EXTRA (crm-status-list.md)', async () => {
  const rig = await startRig()
  const listed = async (params: JsonMap) => (await rig.rest('crm.status.list', params)).body.result as JsonMap[]
  const ENTITY_ID = 'DYNAMIC_1220_STAGE_3'
  const names = (rows: JsonMap[]) => rows.map((row) => row.NAME)
  const shown = ['Received', 'Under review', 'Waiting for the client', 'Settled', 'Declined']
  expect(names(await listed({ filter: { ENTITY_ID }, order: { SORT: 'ASC' } }))).toEqual(shown)
  expect(names(await listed({ filter: { ENTITY_ID }, order: { SORT: 'DESC' } }))).toEqual(shown.toReversed())
  expect(names(await listed({ filter: { ENTITY_ID, SEMANTICS: 'F' } }))).toEqual(['Declined'])
  expect(names(await listed({ filter: { ENTITY_ID, NONSENSE: 1 }, order: { NONSENSE: 'ASC' } }))).toEqual(shown)
  expect(await listed({ filter: { ENTITY_ID: [ENTITY_ID] } })).toEqual([])
  for (const row of await listed({})) expect(row).not.toHaveProperty('EXTRA')
})
