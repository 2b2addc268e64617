import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ActionResult } from '#lib/actions/action.ts'
import type { StageChoice } from '#lib/actions/next-stage.ts'
import type { FeedClient } from '../support/feed-client.ts'
import { createPortal, type PortalDriver, people } from '../support/portal-driver.ts'
import { joinSystem } from '../support/start-system.ts'

const system = joinSystem()
const soon = { interval: 100 }
const simulator = () => system().simulator

type Body = Record<string, unknown>

function act(viewer: FeedClient, itemId: number, kind: 'take' | 'stage' | 'comment', body: Body = {}) {
  return viewer.call<ActionResult>('POST', `/api/items/1220/${itemId}/${kind}`, { key: randomUUID(), ...body })
}

/** The writes that reached the portal, each with whose token it was. */
async function writes({ memberId }: PortalDriver): Promise<[string, number | null][]> {
  const log = await simulator().restLog(memberId)
  return log
    .filter(({ method }) => method === 'crm.item.update' || method === 'crm.timeline.comment.add')
    .map(({ method, userId }) => [method, userId])
}

async function ready() {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [itemId = 0] = await portal.create({ entityTypeId: 1220, userId: people.admin, categoryId: 3 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([itemId])
  return { portal, admin, itemId, manager: await portal.viewer(people.manager) }
}

function fault(portal: PortalDriver, method: string, kind: 'reset' | 'reset_after' | '500' | 'query_limit', times = 1) {
  return simulator().setFaults(portal.memberId, { rest: [{ method, kind, times }] })
}

const [NEW, REVIEW, SETTLED] = ['DT1220_3:NEW', 'DT1220_3:PREPARATION', 'DT1220_3:SUCCESS'] as const

test('a viewer takes an item with the own rights and the own token, and the feed follows', async () => {
  const { portal, admin, itemId, manager } = await ready()
  const stream = await admin.stream()
  const { status, body } = await act(manager, itemId, 'take')
  expect([status, body]).toEqual([
    200,
    { outcome: 'done', now: { assignedTo: { id: 7, name: expect.any(String) }, stage: expect.any(Object) } },
  ])
  expect(await writes(portal)).toEqual([['crm.item.update', people.manager]])
  await expect.poll(() => stream.items.at(-1)?.assignedTo?.id, soon).toBe(people.manager)
  // What already is so is not written again.
  expect((await act(manager, itemId, 'take')).body).toMatchObject({ outcome: 'done' })
  expect(await writes(portal)).toHaveLength(1)
})

test('a viewer moves an item one stage on, no further than its final stage, and only from where it stands', async () => {
  const { portal, itemId, manager } = await ready()
  const stages = await manager.call<{ stages: StageChoice[] }>('GET', `/api/stages?entityTypeId=1220&stageId=${NEW}`)
  expect(stages.body.stages.map(({ id }) => id)).toEqual([NEW, REVIEW, 'DT1220_3:CLIENT', SETTLED, 'DT1220_3:FAIL'])
  const move = (from: string, to: string) => act(manager, itemId, 'stage', { from, to })
  const refused = { status: 200, body: { outcome: 'refused', reason: 'changed', now: { stage: { id: NEW } } } }
  expect(await move(REVIEW, 'DT1220_3:CLIENT')).toMatchObject(refused)
  expect(await move(NEW, SETTLED)).toMatchObject(refused)
  expect(await move(NEW, 'DT1220_3:FAIL')).toMatchObject(refused)
  expect(await writes(portal)).toEqual([])
  expect((await move(NEW, REVIEW)).body).toMatchObject({
    outcome: 'done',
    now: { stage: { id: REVIEW, name: 'Under review' } },
  })
  expect(await writes(portal)).toEqual([['crm.item.update', people.manager]])
  await simulator().updateItem(portal.memberId, 1220, itemId, { stageId: SETTLED })
  expect((await move(SETTLED, 'DT1220_3:FAIL')).body).toMatchObject({ outcome: 'refused', reason: 'changed' })
  expect(await writes(portal)).toHaveLength(1)
})

test('a comment stands on the item once, by its author, and its text is not kept by the app', async () => {
  const { portal, itemId, manager } = await ready()
  const text = '$result[item] <b>Call them</b>\nbefore noon'
  expect((await act(manager, itemId, 'comment', { text })).body).toEqual({ outcome: 'done', now: null })
  expect(await simulator().comments(portal.memberId)).toMatchObject([
    { entityType: 'DYNAMIC_1220', entityId: itemId, authorId: people.manager, text },
  ])
  const rows = await system().sql<{ row: string }>(`select a::text as row from viewer_action a`)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.map(({ row }) => row).join()).not.toContain('Call them')
})

test('what the CRM does not let a viewer do is refused, and nothing has changed', async () => {
  const { portal, admin, itemId, manager } = await ready()
  const before = await admin.item(1220, itemId)
  await simulator().setRights(portal.memberId, { userId: people.manager, change: 'own' })
  const denied = { status: 200, body: { outcome: 'refused', reason: 'denied' } }
  expect(await act(manager, itemId, 'take')).toMatchObject(denied)
  expect(await act(manager, itemId, 'stage', { from: NEW, to: REVIEW })).toMatchObject(denied)
  expect(await act(manager, itemId, 'comment', { text: 'x' })).toMatchObject(denied)
  expect(await simulator().comments(portal.memberId)).toEqual([])
  await simulator().setRights(portal.memberId, { userId: people.manager, change: 'all', moveStages: false })
  expect((await act(manager, itemId, 'stage', { from: NEW, to: REVIEW })).body).toMatchObject({
    outcome: 'refused',
    reason: 'declined',
    now: { stage: { id: NEW } },
  })
  expect(await admin.item(1220, itemId)).toEqual(before)
  expect((await writes(portal)).every(([, userId]) => userId === people.manager)).toBe(true)
})

test('H10: an item that is hidden from a viewer answers like one that does not exist', async () => {
  const { portal, itemId } = await ready()
  const employee = await portal.viewer(people.employee)
  for (const [kind, body] of [
    ['take', {}],
    ['stage', { from: NEW, to: REVIEW }],
    ['comment', { text: 'x' }],
  ] as const) {
    const hidden = await act(employee, itemId, kind, body)
    const missing = await act(employee, 9_999_999, kind, body)
    expect(hidden.body).toMatchObject({ outcome: 'refused', now: null })
    expect([kind, hidden]).toEqual([kind, missing])
  }
  expect(await writes(portal)).toEqual([])
  const outsider = await portal.viewer(people.outsider)
  const asked = await outsider.call('GET', `/api/stages?entityTypeId=1220&stageId=${NEW}`)
  expect(asked).toEqual({ status: 200, body: { stages: [] } })
})

test('never twice: the same key at the same time on two instances writes once, and both are told', async () => {
  const { portal, itemId, manager } = await ready()
  const other = manager.at((await system().startInstance()).url)
  await simulator().setFaults(portal.memberId, { latencyMs: 300 })
  const body = { key: randomUUID(), text: 'Once' }
  const answers = await Promise.all([
    act(manager, itemId, 'comment', body),
    act(other, itemId, 'comment', body),
    act(other, itemId, 'comment', body),
  ])
  expect(answers.map((answer) => answer.body.outcome)).toEqual(['done', 'done', 'done'])
  expect(await simulator().comments(portal.memberId)).toHaveLength(1)
  expect(await writes(portal)).toHaveLength(1)
  expect((await act(manager, itemId, 'comment', body)).body).toEqual({ outcome: 'done', now: null })
  expect(await writes(portal)).toHaveLength(1)
})

test('never twice: a socket that drops after the write is looked into, not written again', async () => {
  const { portal, itemId, manager } = await ready()
  const body = { key: randomUUID(), text: 'Sent, and nothing heard' }
  await fault(portal, 'crm.timeline.comment.add', 'reset_after')
  expect((await act(manager, itemId, 'comment', body)).body).toEqual({ outcome: 'done', now: null })
  expect((await act(manager, itemId, 'comment', body)).body).toEqual({ outcome: 'done', now: null })
  expect(await simulator().comments(portal.memberId)).toHaveLength(1)
  await fault(portal, 'crm.item.update', 'reset_after')
  expect((await act(manager, itemId, 'take')).body).toMatchObject({ outcome: 'done', now: { assignedTo: { id: 7 } } })
  expect(await writes(portal)).toHaveLength(2)
})

test.each(['reset', '500'] as const)(
  'never twice: after a %s before the work it is said that nothing is known, the same key only looks, a new one sends',
  async (kind) => {
    const { portal, itemId, manager } = await ready()
    const body = { key: randomUUID(), text: 'Maybe' }
    await fault(portal, 'crm.timeline.comment.add', kind)
    expect((await act(manager, itemId, 'comment', body)).body).toEqual({ outcome: 'unknown', now: null })
    expect((await act(manager, itemId, 'comment', body)).body).toEqual({ outcome: 'unknown', now: null })
    expect(await writes(portal)).toHaveLength(1)
    await fault(portal, 'crm.item.update', kind)
    const moved = await act(manager, itemId, 'stage', { from: NEW, to: REVIEW })
    expect(moved.body).toMatchObject({ outcome: 'unknown', now: { stage: { id: NEW } } })
    expect(await writes(portal)).toHaveLength(2)
    expect((await act(manager, itemId, 'comment', { text: 'Maybe' })).body).toEqual({ outcome: 'done', now: null })
    expect((await act(manager, itemId, 'stage', { from: NEW, to: REVIEW })).body).toMatchObject({ outcome: 'done' })
    expect(await simulator().comments(portal.memberId)).toHaveLength(1)
  },
)

test('what was not sent may be tried again with the same key', async () => {
  const { portal, itemId, manager } = await ready()
  const body = { key: randomUUID(), text: 'Later' }
  await fault(portal, 'crm.timeline.comment.add', 'query_limit')
  expect(await act(manager, itemId, 'comment', body)).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect((await act(manager, itemId, 'comment', body)).body).toEqual({ outcome: 'done', now: null })
  await simulator().expireTokens(portal.memberId)
  const take = { key: randomUUID() }
  expect(await act(manager, itemId, 'take', take)).toMatchObject({ status: 401 })
  const renewed = await portal.viewer(people.manager)
  expect((await act(renewed, itemId, 'take', take)).body).toMatchObject({ outcome: 'done' })
})

test('what is no action is declined before anything is asked', async () => {
  const { portal, itemId, manager } = await ready()
  const key = randomUUID()
  expect((await act(manager, itemId, 'comment', { key, text: 'One' })).status).toBe(200)
  const asked = (await simulator().restLog(portal.memberId)).length
  const bad: [string, Body][] = [
    [`1220/${itemId}/comment`, { key, text: 'Another' }],
    [`1220/${itemId}/comment`, { key: randomUUID(), text: ' ' }],
    [`1220/${itemId}/comment`, { key: randomUUID(), text: 'x'.repeat(10_001) }],
    [`1220/${itemId}/comment`, { key: randomUUID(), text: 'a\0b' }],
    [`1220/${itemId}/take`, {}],
    [`1220/${itemId}/take`, { key: 'no-uuid' }],
    [`1220/${itemId}/take`, { key: randomUUID(), userId: 1 }],
    [`1220/${itemId}/stage`, { key: randomUUID(), from: NEW }],
    ['1220/0x10/take', { key: randomUUID() }],
  ]
  for (const [path, body] of bad) {
    expect([path, (await manager.call('POST', `/api/items/${path}`, body)).status]).toEqual([path, 400])
  }
  expect((await manager.call('POST', '/api/items/177/601/take', { key: randomUUID() })).status).toBe(404)
  expect((await simulator().restLog(portal.memberId)).length).toBe(asked)
})

test('without the scope nothing is offered, and the portal lets nothing through', async () => {
  const { portal, itemId } = await ready()
  expect((await portal.open(people.manager)).session?.abilities).toEqual({ act: true, bell: true })
  await simulator().setScope(portal.memberId, 'placement,user_brief')
  const opening = await portal.open(people.manager)
  expect(opening.session?.abilities).toEqual({ act: false, bell: false })
  const manager = await portal.viewer(people.manager)
  expect((await act(manager, itemId, 'take')).body).toMatchObject({ outcome: 'refused' })
})

test('an uninstall that keeps the settings forgets what people did', async () => {
  const { portal, itemId, manager } = await ready()
  expect((await act(manager, itemId, 'take')).status).toBe(200)
  const count = async () => {
    const [row] = await system().sql<{ count: string }>(
      `select count(*) from viewer_action where portal_id = (select id from portal where member_id = $1)`,
      [portal.memberId],
    )
    return Number(row?.count)
  }
  expect(await count()).toBe(1)
  await simulator().uninstall(portal.memberId, { clean: false })
  await expect.poll(count, soon).toBe(0)
})
