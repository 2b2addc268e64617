import { beforeEach, describe, expect, test } from 'vitest'
import { db } from '#lib/db/client.ts'
import { inPortal } from '#lib/db/in-portal.ts'
import { recordItems } from '#lib/feed/record-items.ts'
import { acquireLease } from '#lib/feed-head/acquire-lease.ts'
import { newId } from '#lib/platform/ids.ts'
import { cutoffs, receiptLimits } from '#lib/retention/cutoffs.ts'
import { listPortalsToPrune } from '#lib/retention/list-portals-to-prune.ts'
import { prunePortal } from '#lib/retention/prune-portal.ts'
import { requestPruning } from '#lib/retention/request-pruning.ts'
import { runDatabase } from '../../support/run-database.ts'

const now = new Date('2026-11-24T12:00:00Z')
const clock = () => now
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const entityTypeId = 1220n
let portalId: string
let other: string

runDatabase()

beforeEach(async () => {
  portalId = await makePortal()
  other = await makePortal()
})

async function makePortal(): Promise<string> {
  const id = newId()
  await db().portal.create({ data: { id, memberId: id, domain: 'd', clientEndpoint: 'e' } })
  await inPortal(id, async (tx) => {
    await tx.feedHead.create({ data: { portalId: id, headRevision: 10_000n } })
    const from = { baselineItemId: 5n, checkpointItemId: 5n }
    await tx.watch.create({ data: { portalId: id, entityTypeId, title: 'Claims', ...from } })
  })
  return id
}

type Item = { itemId: number; receivedAt: Date; removedAt?: Date }

async function addItems(id: string, items: readonly Item[]): Promise<void> {
  const data = items.map(({ itemId, receivedAt, removedAt }) => ({
    ...{ portalId: id, entityTypeId, itemId: BigInt(itemId), revision: BigInt(itemId), position: BigInt(itemId) },
    ...({ source: 'EVENT', actor: 'PERSON', title: 'Claim', createdAt: receivedAt, receivedAt } as const),
    removedAt: removedAt ?? null,
  }))
  await inPortal(id, (tx) => tx.feedItem.createMany({ data }))
}

async function addReceipts(id: string, count: number, { receivedAt, settled }: { receivedAt: Date; settled: boolean }) {
  const data = Array.from({ length: count }, (_, n) => ({
    ...{ portalId: id, id: newId(receivedAt.getTime()), entityTypeId, itemId: BigInt(n + 1), receivedAt },
    ...({ event: 'ITEM_ADD', actor: 'PERSON', settledAt: settled ? receivedAt : null } as const),
  }))
  await inPortal(id, (tx) => tx.receipt.createMany({ data }))
}

const itemIds = async (id: string) =>
  (await inPortal(id, (tx) => tx.feedItem.findMany({ where: { portalId: id }, orderBy: { itemId: 'asc' } }))).map(
    (item) => Number(item.itemId),
  )
const receipts = (id: string) => inPortal(id, (tx) => tx.receipt.count({ where: { portalId: id } }))

describe('retention', () => {
  test('deletes items that are older than they are kept, with their tombstones, and no other', async () => {
    const items = [
      { itemId: 10, receivedAt: daysAgo(91) },
      { itemId: 11, receivedAt: daysAgo(95), removedAt: daysAgo(92) },
      // Open streams and other instances have yet to hear of this removal.
      { itemId: 12, receivedAt: daysAgo(95), removedAt: daysAgo(1) },
      { itemId: 13, receivedAt: daysAgo(89) },
    ]
    await addItems(portalId, items)
    await addItems(other, items)
    await prunePortal(portalId, clock)
    expect(await itemIds(portalId)).toEqual([12, 13])
    expect(await itemIds(other)).toEqual([10, 11, 12, 13])
  })

  test('keeps a deleted item from coming back as a new one, and goes on with those that are kept', async () => {
    await addItems(portalId, [
      { itemId: 20, receivedAt: daysAgo(91) },
      { itemId: 21, receivedAt: daysAgo(10) },
    ])
    await prunePortal(portalId, clock)
    const item = (itemId: number) => ({
      ...{ entityTypeId: Number(entityTypeId), itemId, receivedAt: now, addedAt: null },
      ...({ actor: 'unknown', source: 'CATCH_UP' } as const),
      remote: {
        ...{ itemId, title: 'Changed', createdAt: now, createdById: null, assignedById: null },
        ...{ categoryId: null, stageId: null, amount: null, updatedAt: null },
      },
    })
    const outcomes = new Map<string, string>()
    const lease = await acquireLease(portalId, newId())
    if (!lease) throw new Error('The portal was free.')
    await recordItems({
      ...{ lease, now },
      items: [item(19), item(20), item(21), item(22)],
      settle: (of) => {
        for (const [key, outcome] of of) outcomes.set(key, outcome)
        return { last: [] }
      },
    })
    expect(Object.fromEntries(outcomes)).toEqual({
      '1220:19': 'NOT_WATCHED',
      '1220:20': 'NOT_WATCHED',
      '1220:21': 'RECORDED',
      '1220:22': 'RECORDED',
    })
    expect(await itemIds(portalId)).toEqual([21, 22])
  })

  test('never deletes a receipt that waits, however old, and deletes settled ones after 30 days, in batches', async () => {
    await addReceipts(portalId, 1_100, { receivedAt: daysAgo(31), settled: true })
    await addReceipts(portalId, 7, { receivedAt: daysAgo(400), settled: false })
    await addReceipts(portalId, 5, { receivedAt: daysAgo(29), settled: true })
    await addReceipts(other, 3, { receivedAt: daysAgo(31), settled: true })
    await prunePortal(portalId, clock)
    expect(await receipts(portalId)).toBe(12)
    expect(await receipts(other)).toBe(3)
  })

  test('keeps the REST log for a week, and never less than the three days that the Market demands', async () => {
    const ages = [2.9, 6.9, 7.1]
    const data = ages.map((days) => ({
      ...{ portalId, id: newId(), method: 'batch', outcome: 'ok', durationMs: 1, at: daysAgo(days) },
    }))
    await inPortal(portalId, (tx) => tx.restCall.createMany({ data }))
    await prunePortal(portalId, clock)
    const left = await inPortal(portalId, (tx) =>
      tx.restCall.findMany({ where: { portalId }, orderBy: { at: 'desc' } }),
    )
    expect(left.map(({ at }) => at)).toEqual([daysAgo(2.9), daysAgo(6.9)])
    expect(cutoffs(3, now)).toEqual({ feedItems: daysAgo(3), receipts: daysAgo(3), restCalls: daysAgo(3) })
  })

  test('forgets after 30 days what viewers did and how many hints were refused', async () => {
    const action = { userId: 1n, kind: 'COMMENT', entityTypeId, itemId: 1n, requestDigest: 'd' } as const
    const ages = [daysAgo(31), daysAgo(29)]
    await inPortal(portalId, async (tx) => {
      await tx.viewerAction.createMany({
        data: ages.map((createdAt) => ({ ...action, portalId, key: newId(), createdAt })),
      })
      await tx.refusedHints.createMany({ data: ages.map((hour) => ({ portalId, hour, count: 1 })) })
    })
    await prunePortal(portalId, clock)
    const [actions, hints] = await inPortal(portalId, async (tx) => [
      await tx.viewerAction.findMany({ where: { portalId } }),
      await tx.refusedHints.findMany({ where: { portalId } }),
    ])
    expect([actions?.length, hints?.length]).toEqual([1, 1])
  })

  test('looks at each portal every six hours', async () => {
    expect(await listPortalsToPrune(now)).toEqual(expect.arrayContaining([portalId, other]))
    await prunePortal(portalId, clock)
    expect(await listPortalsToPrune(now)).not.toContain(portalId)
    expect(await listPortalsToPrune(new Date(now.getTime() + 6 * 3_600_000))).toContain(portalId)
  })
})

describe('a portal that announces without end', () => {
  // Ids of one millisecond are in no order.
  let atMs = Date.now()
  const nextId = () => {
    atMs += 1
    return newId(atMs)
  }
  const insert = (outcome: string, { count, isSettled = true }: { count: number; isSettled?: boolean }) =>
    inPortal(
      portalId,
      (tx) => tx.$executeRaw`
        insert into event_delivery (portal_id, id, event, entity_type_id, item_id, actor, outcome, sent_at, received_at, settled_at)
        select ${portalId}::uuid, n.id, 'ITEM_ADD', 1220, n.n, 'PERSON', ${outcome}::delivery_outcome, now(), now(),
               case when ${isSettled} then now() end
        from unnest(${Array.from({ length: count }, () => nextId())}::uuid[]) with ordinality as n (id, n)`,
    )
  const tally = async () => {
    const rows = await inPortal(
      portalId,
      (tx) => tx.$queryRaw<{ outcome: string; count: number; newest: number }[]>`
        select outcome::text, count(*)::int as count, max(item_id)::int as newest from event_delivery
        where portal_id = ${portalId}::uuid group by 1`,
    )
    return Object.fromEntries(rows.map(({ outcome, count, newest }) => [outcome, [count, newest]]))
  }
  const limits = { notWatched: 1_500, settled: 4_000, all: 6_000 }
  const today = () => new Date()

  test('keeps the newest few receipts of types that nobody watches, and all others that it may have', async () => {
    await insert('NOT_WATCHED', { count: 3_200 })
    await insert('DUPLICATE', { count: 1_000 })
    await prunePortal(portalId, today, limits)
    expect(await tally()).toEqual({ NOT_WATCHED: [1_500, 3_200], DUPLICATE: [1_000, 1_000] })
  })

  test('keeps as many receipts as it may have, whatever became of them, and those that wait longer than the others', async () => {
    await insert('RECEIVED', { count: 1_200, isSettled: false })
    await insert('NOT_FOUND', { count: 2_500 })
    await insert('DUPLICATE', { count: 3_000 })
    await prunePortal(portalId, today, limits)
    expect(await tally()).toEqual({ RECEIVED: [1_200, 1_200], NOT_FOUND: [1_000, 2_500], DUPLICATE: [3_000, 3_000] })
  })

  test('keeps no more of those that wait for a portal that does not answer than it may have in all', async () => {
    await insert('RECEIVED', { count: 7_100, isSettled: false })
    await prunePortal(portalId, today, limits)
    expect(await tally()).toEqual({ RECEIVED: [6_000, 7_100] })
  })

  test('takes no more of the disk than some 400 MB, however long it goes on', async () => {
    const count = 10_000
    const bytes = async () => {
      const [row] = await db().$queryRaw<{ bytes: number }[]>`
        select pg_total_relation_size('event_delivery')::float8 as bytes`
      return row?.bytes ?? 0
    }
    const before = await bytes()
    await insert('NOT_WATCHED', { count })
    const each = ((await bytes()) - before) / count
    expect(each).toBeGreaterThan(100)
    expect(each * receiptLimits.notWatched).toBeLessThan(5_000_000)
    expect(each * receiptLimits.settled).toBeLessThan(200_000_000)
    expect(each * receiptLimits.all).toBeLessThan(400_000_000)
  })

  test('has them looked at long before it is their time again', async () => {
    await inPortal(portalId, (tx) => tx.pruning.create({ data: { portalId, prunedAt: new Date() } }))
    expect(await listPortalsToPrune(new Date())).not.toContain(portalId)
    const stored = Array.from({ length: 500 }, () => ({ portalId }))
    for (let batch = 0; batch < 39; batch += 1) requestPruning(stored)
    requestPruning(stored.slice(1))
    expect(await listPortalsToPrune(new Date())).not.toContain(portalId)
    requestPruning(stored.slice(0, 1))
    await expect.poll(() => listPortalsToPrune(new Date())).toContain(portalId)
  })
})
