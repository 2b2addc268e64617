import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { actOnItem } from '#lib/actions/act-on-item.ts'
import { listStageChoices } from '#lib/actions/list-stage-choices.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { lifeOf } from '../../support/core-life.ts'
import { people } from '../../support/portal-driver.ts'
import { longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()

/** A type whose category has so many stages, and an item in one of them. */
async function typeWith(stageCount: number, code: string) {
  const portal = await lifeOf(core())
  const { entityTypeId, categoryIds } = await core().simulator.createType(portal.memberId, {
    title: 'Orders',
    stageCount,
  })
  await portal.watch(entityTypeId)
  const viewer = { ...(await portal.accessOf(people.manager)), userId: people.manager, isAdmin: false }
  const stageId = `DT${entityTypeId}_${categoryIds[0]}:${code}`
  const [itemId = 0] = await portal.create({ entityTypeId, stageId, ...longAgo })
  return { portal, viewer, entityTypeId, itemId, stageId }
}

test('a stage beyond the first page is offered with all others of its category, in their order', async () => {
  const { viewer, entityTypeId, stageId } = await typeWith(120, 'S70')
  const stages = await listStageChoices(viewer, { entityTypeId, stageId })
  expect(stages).toHaveLength(120)
  expect(stages.map(({ sort }) => sort)).toEqual(Array.from({ length: 120 }, (_, n) => (n + 1) * 10))
})

test('an item is moved to a stage beyond the first page', async () => {
  const { viewer, entityTypeId, itemId, stageId: from } = await typeWith(120, 'S70')
  const to = from.replace(/S70$/, 'S71')
  const action = { kind: 'stage', key: randomUUID(), from, to } as const
  const done = await actOnItem(viewer, { entityTypeId, itemId }, action, systemClock)
  expect(done).toMatchObject({ outcome: 'done', now: { stage: { id: to, name: 'Stage 71' } } })
})

test('where a page of the stages is not answered, nothing is written and nothing is said to have changed', async () => {
  const { portal, viewer, entityTypeId, itemId, stageId: from } = await typeWith(120, 'S70')
  const brokenPages = [{ method: 'crm.status.list', start: 50 }]
  await core().simulator.setFaults(portal.memberId, { brokenPages })
  const action = { kind: 'stage', key: randomUUID(), from, to: from.replace(/S70$/, 'S71') } as const
  await expect(actOnItem(viewer, { entityTypeId, itemId }, action, systemClock)).rejects.toMatchObject({
    code: 'unavailable',
  })
})
