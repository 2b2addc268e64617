import { expect, test } from 'vitest'
import { asPhpArray, type JsonMap } from '../../simulator/json-value.ts'
import { startRig } from './simulator-rig.ts'

async function batch(rig: Awaited<ReturnType<typeof startRig>>, params: JsonMap) {
  const { status, body } = await rig.rest('batch', params)
  const { result, result_error, result_total, result_next, result_time } = body.result as JsonMap
  return { status, result, result_error, result_total, result_next, result_time }
}

test('a batch answers 200 with failures inside and empty maps as lists', async () => {
  const rig = await startRig()
  const cmd = { ok: 'profile', gone: 'crm.item.get?entityTypeId=1220&id=999999', unknown: 'no.such.method' }
  const answer = await batch(rig, { cmd })
  expect(answer.status).toBe(200)
  expect(answer.result).toMatchObject({ ok: { ID: '1', ADMIN: true } })
  expect(answer.result_error).toMatchObject({
    gone: { error: 'NOT_FOUND' },
    unknown: { error: 'ERROR_METHOD_NOT_FOUND' },
  })
  expect([answer.result_total, answer.result_next]).toEqual([[], []])
  expect(Object.keys(answer.result_time ?? {})).toEqual(['ok'])
  const allFailed = await batch(rig, { cmd: { a: 'no.such.method' } })
  expect([allFailed.result, allFailed.result_time]).toEqual([[], []])
})

test('commands in a list come back as a list, and bracket keys and percent-encoding are understood', async () => {
  const rig = await startRig()
  const ids = await rig.client.createItems(rig.memberId, { entityTypeId: 1220, title: 'A & B = 100 % [ok]', count: 2 })
  const list = `crm.item.list?entityTypeId=1220&filter%5B%40id%5D%5B0%5D=${ids[0]}&filter[@id][]=${ids[1]}&select[]=id&select[]=title&start=-1`
  const named = `crm.item.list?entityTypeId=1220&filter[title]=${encodeURIComponent('A & B = 100 % [ok] 1')}&start=-1`
  const answer = await batch(rig, { cmd: [list, named] })
  expect(answer.result).toEqual([
    {
      items: [
        { id: ids[0], title: 'A & B = 100 % [ok] 1' },
        { id: ids[1], title: 'A & B = 100 % [ok] 2' },
      ],
    },
    { items: [expect.objectContaining({ id: ids[0] })] },
  ])
})

test('halt stops at the first failure, otherwise all commands run', async () => {
  const rig = await startRig()
  const cmd = { a: 'no.such.method', b: 'profile' }
  expect((await batch(rig, { cmd, halt: 1 })).result).toEqual([])
  expect((await batch(rig, { cmd, halt: 0 })).result).toMatchObject({ b: { ID: '1' } })
})

test('the fifty-first command and a nested batch fail, the others run', async () => {
  const rig = await startRig()
  const cmd = Array.from({ length: 51 }, (_, n) => (n === 3 ? 'batch?cmd[a]=profile' : 'user.admin'))
  const answer = await batch(rig, { cmd })
  expect(answer.result_error).toMatchObject({
    3: { error: 'ERROR_BATCH_METHOD_NOT_ALLOWED' },
    50: { error: 'ERROR_BATCH_LENGTH_EXCEEDED' },
  })
  expect(Object.keys(answer.result ?? {})).toHaveLength(49)
})

test('a form-encoded batch works like a JSON one', async () => {
  const rig = await startRig()
  const body = new URLSearchParams({ auth: rig.tokens.AUTH_ID, 'cmd[first]': 'user.admin', halt: '0' })
  const response = await fetch(`${rig.portal.origin}/rest/batch`, { method: 'POST', body })
  expect(await response.json()).toMatchObject({ result: { result: { first: true } }, time: {} })
})

test('a command can use what an earlier one answered', async () => {
  const rig = await startRig()
  const cmd = { me: 'profile', user: `user.get?ID=${encodeURIComponent('$result[me][ID]')}` }
  expect((await batch(rig, { cmd })).result).toMatchObject({ user: [{ ID: '1', LAST_NAME: 'Lee' }] })
})

test('a reference may stand in the midst of a value, in any case, and for totals; one that leads nowhere is what it reached', async () => {
  const rig = await startRig()
  const list = 'crm.item.list?entityTypeId=1220&start=0&select[]=id'
  const answer = await batch(rig, {
    cmd: {
      me: 'profile',
      all: list,
      named: `user.get?FILTER[%LAST_NAME]=${encodeURIComponent('$RESULT[me][LAST_NAME]')}`,
      midst: `crm.item.add?entityTypeId=1220&fields[title]=${encodeURIComponent('For $result[me][NAME] of $total[all]')}`,
      next: `crm.item.list?entityTypeId=1220&select[]=id&start=${encodeURIComponent('$next[all]')}`,
      nowhere: `${list}&filter[id]=${encodeURIComponent('$result[all][items][0][none]')}`,
      failed: `${list}&filter[>id]=${encodeURIComponent('$result[all][items]')}`,
    },
  })
  expect(answer.result).toMatchObject({
    named: [{ ID: '1' }],
    midst: { item: { title: 'For Ann of 56' } },
    nowhere: { items: [] },
  })
  expect((answer.result as { next: { items: JsonMap[] } }).next.items).toHaveLength(7)
  expect(answer.result_error).toMatchObject({ failed: { error: 'INVALID_ARG_VALUE' } })
})

test('pages of a list chain in one batch, and what comes after a page that is not full fails', async () => {
  const rig = await startRig({ sample: true })
  const { entityTypeId } = await rig.client.createType(rig.memberId, { title: 'Chained' })
  const ids = await rig.client.createItems(rig.memberId, { entityTypeId, count: 60 })
  const page = (after: string) =>
    `crm.item.list?entityTypeId=${entityTypeId}&select[0]=id&filter[%3Eid]=${encodeURIComponent(after)}&order[id]=ASC&start=-1`
  const answer = await batch(rig, {
    cmd: { p0: page('0'), p1: page('$result[p0][items][49][id]'), p2: page('$result[p1][items][49][id]') },
  })
  const rows = (key: string) => (answer.result as Record<string, { items: { id: number }[] }>)[key]?.items ?? []
  expect([...rows('p0'), ...rows('p1')].map(({ id }) => id)).toEqual(ids)
  expect(rows('p1')).toHaveLength(10)
  expect(answer.result_error).toMatchObject({ p2: { error: 'INVALID_ARG_VALUE' } })
})

test('maps become lists where PHP would write a list', () => {
  expect(asPhpArray({})).toEqual([])
  expect(asPhpArray({ 0: 'a', 1: 'b' })).toEqual(['a', 'b'])
  expect(asPhpArray({ 1: 'b' })).toEqual({ 1: 'b' })
})
