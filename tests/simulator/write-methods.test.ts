import { expect, test } from 'vitest'
import { startRig } from './simulator-rig.ts'

const owner = (id: number) => ({ ENTITY_TYPE: 'DYNAMIC_1220', ENTITY_ID: id })

test('a comment stands on the timeline once, with its author, newest first, and is announced', async () => {
  const rig = await startRig()
  await rig.bind('ONCRMTIMELINECOMMENTADD')
  const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, userId: 9 })
  const eva = await rig.accessOf(9)
  const add = (COMMENT: string) => rig.rest('crm.timeline.comment.add', { fields: { ...owner(id), COMMENT } }, eva)
  expect((await add('First')).body.result).toBe(999)
  expect((await add(' Second ')).body.result).toBe(1000)
  expect(await add('')).toMatchObject({ status: 400, body: { error: 'INVALID_ARG_VALUE' } })
  const listed = await rig.rest('crm.timeline.comment.list', { filter: owner(id), order: { ID: 'DESC' } })
  expect(listed.body).toMatchObject({
    total: 2,
    result: [
      { ID: '1000', AUTHOR_ID: '9', COMMENT: 'Second', ENTITY_TYPE: 'dynamic_1220' },
      { ID: '999', AUTHOR_ID: '9', COMMENT: 'First' },
    ],
  })
  await rig.client.settled(rig.memberId)
  expect(rig.received.map(({ body }) => new URLSearchParams(body).get('data[ID]'))).toEqual(['999', '1000'])
})

test('comments need an item, of a smart process or an invoice', async () => {
  const rig = await startRig()
  const [invoice = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 31 })
  const add = (fields: Record<string, string | number>) =>
    rig.rest('crm.timeline.comment.add', { fields: { ...fields, COMMENT: 'x' } })
  expect((await add({ ENTITY_TYPE: 'SMART_INVOICE', ENTITY_ID: invoice })).status).toBe(200)
  expect(await add(owner(99_999))).toMatchObject({ status: 400, body: { error: 'OWNER_NOT_FOUND' } })
  expect(await add({})).toMatchObject({ status: 400, body: { error: '100' } })
})

test('who may read an item may not always change it, comment on it, or move it', async () => {
  const rig = await startRig()
  const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, userId: 1, categoryId: 3 })
  const mark = await rig.accessOf(7)
  const update = (fields: Record<string, string | number>) =>
    rig.rest('crm.item.update', { entityTypeId: 1220, id, fields }, mark)
  const denied = { status: 400, body: { error: 'ACCESS_DENIED' } }
  await rig.client.setRights(rig.memberId, { userId: 7, change: 'own' })
  expect((await rig.rest('crm.item.get', { entityTypeId: 1220, id }, mark)).status).toBe(200)
  expect(await update({ assignedById: 7 })).toMatchObject(denied)
  expect(await rig.rest('crm.timeline.comment.add', { fields: { ...owner(id), COMMENT: 'x' } }, mark)).toMatchObject(
    denied,
  )
  await rig.client.setRights(rig.memberId, { userId: 7, change: 'all', moveStages: false })
  expect((await update({ assignedById: 7 })).status).toBe(200)
  expect(await update({ stageId: 'DT1220_3:CLIENT' })).toMatchObject({ status: 400, body: { error: '' } })
})

test('an update that changes nothing is not announced', async () => {
  const rig = await startRig()
  await rig.bind('ONCRMDYNAMICITEMUPDATE')
  const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, title: 'Same', userId: 1 })
  const update = (title: string) => rig.rest('crm.item.update', { entityTypeId: 1220, id, fields: { title } })
  expect((await update('Same')).status).toBe(200)
  expect((await update('Other')).status).toBe(200)
  await rig.client.settled(rig.memberId)
  expect(rig.received).toHaveLength(1)
})

test('a socket may be dropped before the work is done, or after it', async () => {
  const rig = await startRig()
  const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, userId: 1 })
  const take = () => rig.rest('crm.item.update', { entityTypeId: 1220, id, fields: { assignedById: 7 } })
  const assigned = async () => {
    const { body } = await rig.rest('crm.item.get', { entityTypeId: 1220, id })
    return (body.result as { item: { assignedById: number } }).item.assignedById
  }
  for (const [kind, expected] of [
    ['reset', 1],
    ['reset_after', 7],
  ] as const) {
    await rig.client.setFaults(rig.memberId, { rest: [{ method: 'crm.item.update', kind, times: 1 }] })
    await expect(take()).rejects.toThrow()
    expect(await assigned()).toBe(expected)
  }
})

test('comments that are denied, or of nothing, are refused with an empty code, one by one and as a list', async () => {
  const rig = await startRig()
  const [id = 0] = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, userId: 7 })
  const added = await rig.rest('crm.timeline.comment.add', { fields: { ...owner(id), COMMENT: 'Mine' } })
  const eva = await rig.accessOf(9)
  const denied = { status: 400, body: { error: '', error_description: 'Access denied.' } }
  const list = (filter: Record<string, string | number>, access?: string) =>
    rig.rest('crm.timeline.comment.list', { filter, select: ['COMMENT', 'NONSENSE'] }, access)
  expect((await list(owner(id))).body.result).toEqual([{ COMMENT: 'Mine' }])
  expect(await list(owner(id), eva)).toMatchObject(denied)
  expect(await list(owner(999_999))).toMatchObject(denied)
  expect(await list({})).toMatchObject(denied)
  const get = (commentId: number, access?: string) => rig.rest('crm.timeline.comment.get', { id: commentId }, access)
  const commentId = Number(added.body.result)
  expect((await get(commentId)).body.result).toMatchObject({ ID: String(commentId), COMMENT: 'Mine', AUTHOR_ID: '1' })
  expect(await get(commentId, eva)).toMatchObject(denied)
  expect((await get(999_999)).body).toMatchObject({ error: '', error_description: 'Not found.' })
  expect((await get(0)).body).toMatchObject({ error: '', error_description: 'ID is not defined or invalid.' })
})
