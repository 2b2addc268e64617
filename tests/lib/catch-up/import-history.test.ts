import { expect, test } from 'vitest'
import { sweepPortal } from '#lib/catch-up/sweep-portal.ts'
import { installCore, longAgo, runCore } from '../../support/start-core.ts'

const core = runCore()

/** A type of its own, with items that are so many days old. */
async function portalWith(...ages: { days: number; count: number }[]) {
  const portal = await installCore(core())
  const { entityTypeId } = await core().simulator.createType(portal.memberId, { title: 'Orders' })
  const ids: number[] = []
  for (const { days, count } of ages) {
    const createdTime = new Date(Date.now() - days * 86_400_000).toISOString()
    ids.push(...(await portal.create({ entityTypeId, count, fields: { createdTime } })))
  }
  return { portal, entityTypeId, ids }
}

test('without a wish the feed begins with the tick', async () => {
  const { portal, entityTypeId } = await portalWith({ days: 1, count: 3 })
  await portal.watch(entityTypeId)
  await sweepPortal(portal.portalId)
  expect(await portal.feed(entityTypeId)).toEqual([])
})

test('the last seven days are imported, by the portal’s clock, and whatever comes after', async () => {
  const { portal, entityTypeId, ids } = await portalWith(
    { days: 9, count: 70 },
    { days: 6.9, count: 60 },
    { days: 0, count: 2 },
  )
  await core().simulator.setFaults(portal.memberId, { clockSkewMs: 2 * 3_600_000 })
  await portal.watch({ entityTypeId, history: 'week' })
  await sweepPortal(portal.portalId)
  expect(await portal.feed(entityTypeId)).toEqual(ids.slice(70))
})

test('the newest 500 are imported, in the order of their ids, as history and not as something that was missed', async () => {
  const { portal, entityTypeId, ids } = await portalWith({ days: 900, count: 520 })
  await portal.watch({ entityTypeId, history: 'last500' })
  const [created = 0] = await portal.create({ entityTypeId, ...longAgo })
  await sweepPortal(portal.portalId)
  expect(await portal.feed(entityTypeId)).toEqual([...ids.slice(20), created])
  const [row] = await core().sql(
    `select bool_and(position = place) as is_by_id, count(*) filter (where item_id <= ticked_item_id)::int as history
     from (select item_id, position, row_number() over (order by item_id) as place from feed_item where portal_id = $1) f
     join watch on portal_id = $1 and entity_type_id = $2`,
    [portal.portalId, entityTypeId],
  )
  expect(row).toEqual({ is_by_id: true, history: 500 })
  await sweepPortal(portal.portalId)
  await portal.watch({ entityTypeId, history: 'week' })
  await sweepPortal(portal.portalId)
  expect(await portal.feed(entityTypeId)).toHaveLength(501)
})

test.each(['week', 'last500'] as const)(
  'of a type with few items all are imported (%s), of one with none nothing',
  async (history) => {
    const { portal, entityTypeId, ids } = await portalWith({ days: 2, count: 3 })
    const { entityTypeId: empty } = await core().simulator.createType(portal.memberId, { title: 'Empty' })
    await portal.watch({ entityTypeId, history }, { entityTypeId: empty, history })
    await sweepPortal(portal.portalId)
    expect(await portal.feed(entityTypeId)).toEqual(ids)
    expect(await portal.feed(empty)).toEqual([])
  },
)

test('an item whose event came before the type was ticked is history by whom it was created', async () => {
  const { portal, entityTypeId, ids } = await portalWith({ days: 1, count: 1 })
  await portal.receive({ entityTypeId, itemId: ids[0] ?? 0, actor: 'AUTOMATION' })
  await core().sql(`update event_delivery set outcome = 'NOT_WATCHED', settled_at = now() where portal_id = $1`, [
    portal.portalId,
  ])
  await portal.watch({ entityTypeId, history: 'week' })
  await sweepPortal(portal.portalId)
  const rows = await core().sql(`select source::text, actor::text from feed_item where portal_id = $1`, [
    portal.portalId,
  ])
  expect(rows).toEqual([{ source: 'EVENT', actor: 'AUTOMATION' }])
})

test('a portal that does not answer keeps the wish for the next sweep', async () => {
  const { simulator } = core()
  const { portal, entityTypeId, ids } = await portalWith({ days: 1, count: 2 })
  await portal.watch({ entityTypeId, history: 'week' })
  await simulator.setFaults(portal.memberId, { rest: [{ method: 'batch', kind: '500', times: 1 }] })
  await sweepPortal(portal.portalId)
  expect(await portal.feed(entityTypeId)).toEqual([])
  await sweepPortal(portal.portalId)
  expect(await portal.feed(entityTypeId)).toEqual(ids)
})
