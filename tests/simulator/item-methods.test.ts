import { expect, test } from 'vitest'
import type { JsonMap } from '../../simulator/json-value.ts'
import { startRig } from './simulator-rig.ts'

type Rig = Awaited<ReturnType<typeof startRig>>

async function list(rig: Rig, params: JsonMap, access?: string) {
  const { body } = await rig.rest('crm.item.list', { entityTypeId: 1220, ...params }, access)
  const result = body.result as { items: JsonMap[] }
  return { ids: result.items.map((item) => Number(item.id)), items: result.items, total: body.total, next: body.next }
}

test('a keyset walk with start -1 meets every item once, and ids leave holes', async () => {
  const rig = await startRig()
  await rig.client.createItems(rig.memberId, { entityTypeId: 1220, count: 70 })
  const walked: number[] = []
  for (;;) {
    const page = await list(rig, {
      filter: { '>id': walked.at(-1) ?? 0 },
      order: { id: 'ASC' },
      select: ['id'],
      start: -1,
    })
    expect([page.total, page.next]).toEqual([undefined, undefined])
    walked.push(...page.ids)
    if (page.ids.length < 50) break
  }
  expect(walked).toHaveLength(56 + 70)
  expect(walked).toEqual([...new Set(walked)].toSorted((a, b) => a - b))
  expect((walked[1] ?? 0) - (walked[0] ?? 0)).toBe(2)
})

test('the classic walk tells total and next', async () => {
  const rig = await startRig()
  const first = await list(rig, { order: { id: 'DESC' } })
  expect(first).toMatchObject({ total: 56, next: 50 })
  const second = await list(rig, { order: { id: 'DESC' }, start: 50 })
  expect(second).toMatchObject({ total: 56, next: undefined })
  expect(first.ids.length + second.ids.length).toBe(56)
})

test('each filter prefix means what the documentation says', async () => {
  const rig = await startRig({ sample: false })
  await rig.client.createType(rig.memberId, { title: 'Audits', entityTypeId: 1220 })
  const [a = 0, b = 0, c = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, title: 'N', count: 3 })
  const ids = async (filter: JsonMap) => (await list(rig, { filter, start: -1 })).ids
  expect(await ids({ id: b })).toEqual([b])
  expect(await ids({ '@id': [a, String(c)] })).toEqual([a, c])
  expect(await ids({ '!@id': [a, c] })).toEqual([b])
  expect(await ids({ '!id': b })).toEqual([a, c])
  expect(await ids({ '>=id': b })).toEqual([b, c])
  expect(await ids({ '<=id': b, '>id': a })).toEqual([b])
  expect(await ids({ '<id': b })).toEqual([a])
  expect(await ids({ '%title': 'n 2' })).toEqual([b])
  expect(await ids({ '%title': '2' })).toEqual([b])
  for (const operator of ['=%', '%=']) {
    expect(await ids({ [`${operator}title`]: 'n 2' })).toEqual([b])
    expect(await ids({ [`${operator}title`]: '2' })).toEqual([])
    expect(await ids({ [`${operator}title`]: 'n%' })).toEqual([a, b, c])
    expect(await ids({ [`${operator}title`]: '%2' })).toEqual([b])
    expect(await ids({ [`${operator}title`]: 'n.2' })).toEqual([])
  }
  for (const operator of ['!=%', '!%=']) {
    expect(await ids({ [`${operator}title`]: '2' })).toEqual([a, b, c])
    expect(await ids({ [`${operator}title`]: '%2' })).toEqual([a, c])
  }
  expect(await ids({ '!%title': '2' })).toEqual([a, c])
  expect(await ids({ '>id': '' })).toEqual([a, b, c])
  expect(await ids({ logic: 'OR', 0: { id: a }, 1: { id: c } })).toEqual([a, c])
  expect(await ids({ '>=createdTime': '2020-01-01T00:00:00Z' })).toEqual([a, b, c])
  const refused = await rig.rest('crm.item.list', { entityTypeId: 1220, filter: { nonsense: 1 } })
  expect(refused).toMatchObject({ status: 400, body: { error: 'INVALID_ARG_VALUE' } })
})

test('a token sees what its user sees: all, own, nothing', async () => {
  const rig = await startRig()
  const [mark, eva, tom] = await Promise.all([7, 9, 11].map(rig.accessOf))
  const [foreign = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, userId: 7 })
  expect((await list(rig, { start: 0 }, mark)).total).toBe(57)
  const own = await list(rig, { start: -1 }, eva)
  expect(own.items.every((item) => item.createdBy === 9 || item.assignedById === 9)).toBe(true)
  expect(own.ids.length).toBeGreaterThan(0)
  expect(own.ids).not.toContain(foreign)
  expect((await list(rig, { start: 0 }, tom)).total).toBe(0)
  const get = (id: number, access?: string) => rig.rest('crm.item.get', { entityTypeId: 1220, id }, access)
  expect(await get(foreign, eva)).toMatchObject({ status: 400, body: { error: 'ACCESS_DENIED' } })
  expect(await get(foreign, mark)).toMatchObject({ status: 200 })
  expect(await get(999_999, mark)).toMatchObject({ status: 400, body: { error: 'NOT_FOUND' } })
})

test('a demoted person gets shorter lists, not errors', async () => {
  const rig = await startRig()
  await rig.client.setRights(rig.memberId, { userId: 1, admin: false, crm: 'own' })
  const { total } = await list(rig, { start: 0 })
  expect(Number(total)).toBeLessThan(56)
  expect((await rig.rest('user.admin')).body.result).toBe(false)
})

test('an update moves the stage and is announced; the new category follows the stage', async () => {
  const rig = await startRig()
  await rig.bind('ONCRMDYNAMICITEMUPDATE')
  const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, categoryId: 3 })
  const fields = { stageId: 'DT1220_4:SUCCESS', assignedById: 9, title: 'Moved' }
  const { body } = await rig.rest('crm.item.update', { entityTypeId: 1220, id, fields })
  expect(body.result).toMatchObject({ item: { ...fields, categoryId: 4, previousStageId: 'DT1220_3:NEW' } })
  await rig.client.settled(rig.memberId)
  expect(rig.received).toHaveLength(1)
})

test('smart processes are listed for CRM admins only, without the invoices, and stages by their category', async () => {
  const rig = await startRig()
  const { types } = (await rig.rest('crm.type.list')).body.result as { types: JsonMap[] }
  expect(types.map((type) => type.entityTypeId)).toEqual([1220, 1036, 177, 147])
  const denied = await rig.rest('crm.type.list', {}, await rig.accessOf(7))
  expect(denied).toMatchObject({ status: 400, body: { error: 'ACCESS_DENIED' } })
  const stages = async (entityId: string) =>
    (await rig.rest('crm.status.list', { filter: { ENTITY_ID: entityId } })).body.result as JsonMap[]
  expect((await stages('DYNAMIC_1220_STAGE_3')).map((row) => row.STATUS_ID)).toContain('DT1220_3:NEW')
  expect((await stages('SMART_INVOICE_STAGE_2')).map((row) => row.SEMANTICS)).toEqual([null, null, 'S', 'F'])
  expect((await rig.rest('crm.type.get', { id: 3 })).body.result).toMatchObject({ type: { entityTypeId: 1220 } })
  expect((await rig.rest('crm.type.get', { id: 1220 })).body).toMatchObject({ error: 0 })
})

test('select brings what was asked and nothing else; what no field has drops silently', async () => {
  const rig = await startRig()
  const [row] = (await list(rig, { select: ['title', 'nonsense', 'stageId'], start: -1 })).items
  expect(Object.keys(row ?? {})).toEqual(['title', 'stageId'])
  const whole = (await list(rig, { select: ['title', '*'], start: -1 })).items[0]
  expect(whole).toMatchObject({ id: 301, entityTypeId: 1220 })
})

const switched = {
  isBeginCloseDatesEnabled: ['begindate', 'closedate'],
  isClientEnabled: ['companyId', 'contactId', 'contactIds'],
  isLinkWithProductsEnabled: ['currencyId', 'isManualOpportunity', 'opportunity', 'taxValue'],
  isMycompanyEnabled: ['mycompanyId'],
  isSourceEnabled: ['sourceId', 'sourceDescription'],
  isObserversEnabled: ['observers'],
}

test.each(Object.entries(switched))(
  '%s brings its fields, and without it nothing knows them (object-fields.md)',
  async (name, fields) => {
    const rig = await startRig({ sample: false })
    const plain = await rig.client.createType(rig.memberId, { title: 'Plain' })
    const rich = await rig.client.createType(rig.memberId, { title: 'Rich', switches: { [name]: true } })
    const namesOf = async (entityTypeId: number) => {
      const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId })
      const { item } = (await rig.rest('crm.item.get', { entityTypeId, id })).body.result as { item: JsonMap }
      const described = (await rig.rest('crm.item.fields', { entityTypeId })).body.result as { fields: JsonMap }
      expect(Object.keys(item).toSorted()).toEqual([...Object.keys(described.fields), 'entityTypeId'].toSorted())
      return Object.keys(item)
    }
    const without = await namesOf(plain.entityTypeId)
    expect((await namesOf(rich.entityTypeId)).filter((field) => !without.includes(field))).toEqual(fields)
    for (const field of fields) {
      const refused = await rig.rest('crm.item.list', { entityTypeId: plain.entityTypeId, filter: { [field]: 1 } })
      expect(refused.body.error).toBe('INVALID_ARG_VALUE')
    }
    const { types } = (await rig.rest('crm.type.list')).body.result as { types: JsonMap[] }
    expect(types.map((type) => type[name])).toEqual(['N', 'Y'])
  },
)

test('without stages an item has none of their fields, but always a category; an invoice has them all', async () => {
  const rig = await startRig()
  const of = async (entityTypeId: number) => (await list(rig, { entityTypeId, start: -1 })).items[0] ?? {}
  const visit = await of(147)
  for (const field of ['stageId', 'previousStageId', 'movedTime', 'movedBy', 'opportunity', 'currencyId']) {
    expect(visit).not.toHaveProperty(field)
  }
  expect(visit).toHaveProperty('categoryId')
  const all = ['accountNumber', ...Object.values(switched).flat()]
  expect(Object.keys(await of(31))).toEqual(expect.arrayContaining(all))
  const bare = await startRig({ sample: false })
  await bare.client.createType(bare.memberId, { title: 'Invoices', entityTypeId: 31 })
  const { fields } = (await bare.rest('crm.item.fields', { entityTypeId: 31 })).body.result as { fields: JsonMap }
  expect(Object.keys(fields)).toEqual(expect.arrayContaining(all))
})

test('what is written into a field that the type has not is dropped', async () => {
  const rig = await startRig({ sample: false })
  const { entityTypeId } = await rig.client.createType(rig.memberId, { title: 'Plain' })
  const fields = { title: 'Kept', opportunity: 5, nonsense: 'x' }
  const { item } = (await rig.rest('crm.item.add', { entityTypeId, fields })).body.result as { item: JsonMap }
  expect(item).toMatchObject({ title: 'Kept' })
  expect(item).not.toHaveProperty('opportunity')
  expect(item).not.toHaveProperty('nonsense')
})
