import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Walked } from '#lib/bitrix24/item-walk.ts'
import type { RemoteItem } from '#lib/bitrix24/remote-item.ts'
import { type ComparedWatch, comparedThrough, findDifferences, planComparison } from '#lib/catch-up/plan-comparison.ts'
import type { StoredItem } from '#lib/feed/plan-changes.ts'

const remote = (itemId: number, over: Partial<RemoteItem> = {}): RemoteItem => ({
  itemId,
  title: 'Claim',
  createdAt: new Date(0),
  createdById: 1,
  assignedById: null,
  categoryId: null,
  amount: null,
  stageId: 'NEW',
  updatedAt: null,
  ...over,
})
const row = (itemId: number, over: Partial<StoredItem> = {}): StoredItem => ({
  ...remote(itemId),
  entityTypeId: 1220,
  position: 1n,
  source: 'EVENT',
  actor: 'person',
  receivedAt: new Date(0),
  removedAt: null,
  ...over,
})
const removed = { removedAt: new Date(9) }
const walked = (items: RemoteItem[], over: Partial<Walked> = {}): Walked => ({
  items,
  endItemId: 100,
  lastItemId: 100,
  isComplete: true,
  unreadable: 0,
  declined: null,
  ...over,
})
const whole = { floorItemId: 0, checkpointItemId: 100 }

describe('a comparison finds', () => {
  test('nothing where both have the same items, unchanged', () => {
    expect(findDifferences(walked([remote(1), remote(7)]), [row(1), row(7)], whole)).toEqual([])
  })

  test('what the feed does not have', () =>
    expect(findDifferences(walked([remote(1), remote(7)]), [row(1)], whole)).toEqual([7]))

  test('nothing missing that is too old to enter the feed, but what has changed of what is in it', () => {
    const items = [remote(1), remote(2, { title: 'Renamed' }), remote(7)]
    expect(findDifferences(walked(items), [row(2)], { ...whole, floorItemId: 5 })).toEqual([2, 7])
  })

  test('what was restored', () => {
    expect(findDifferences(walked([remote(1)]), [row(1, removed)], whole)).toEqual([1])
  })

  test('what the CRM does not have any more, but no tombstone', () => {
    expect(findDifferences(walked([]), [row(1), row(7, removed)], whole)).toEqual([1])
  })

  test('what the feed shows otherwise than it is', () => {
    const items = [
      remote(1, { title: 'Renamed' }),
      remote(2, { stageId: 'DONE' }),
      remote(3, { assignedById: 7 }),
      remote(4),
    ]
    expect(findDifferences(walked(items), [row(1), row(2), row(3), row(4, { actor: 'unknown' })], whole)).toEqual([
      1, 2, 3,
    ])
  })

  test('nothing missing beyond what was read whole', () => {
    expect(findDifferences(walked([remote(1)], { endItemId: 5, isComplete: false }), [row(1), row(7)], whole)).toEqual(
      [],
    )
  })

  test('nothing missing where a row could not be read: it may be that one', () => {
    expect(findDifferences(walked([remote(7)], { unreadable: 1 }), [row(1)], whole)).toEqual([7])
  })

  test('beyond the checkpoint only what is gone: the rest is the walk’s', () => {
    const items = [remote(1), remote(2, { title: 'Renamed' }), remote(3)]
    const stored = [row(2), row(3, removed), row(4)]
    expect(findDifferences(walked(items), stored, { ...whole, checkpointItemId: 0 })).toEqual([4])
  })

  test('exactly what differs, whatever the two have', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 })
    fc.assert(
      fc.property(ids, ids, fc.integer({ min: 1, max: 80 }), (crm, feed, endItemId) => {
        const inCrm = new Set(crm.filter((id) => id <= endItemId))
        const found = findDifferences(
          walked(
            [...inCrm].sort((a, b) => a - b).map((id) => remote(id)),
            { endItemId },
          ),
          feed.map((id) => row(id)),
          whole,
        )
        const differ = [...new Set([...inCrm, ...feed])].filter(
          (id) => id <= endItemId && inCrm.has(id) !== feed.includes(id),
        )
        expect(found).toEqual(differ.sort((a, b) => a - b))
      }),
      { numRuns: 500 },
    )
  })
})

describe('a comparison goes on', () => {
  const walk = { entityTypeId: 1220, afterItemId: 10, throughItemId: 500, pages: 1 }

  test('from where the list was read to', () => expect(comparedThrough(walk, walked([], { endItemId: 90 }))).toBe(90))

  test('past an item that breaks its list, not past the end', () => {
    const declined = { kind: 'other', code: 'INTERNAL_SERVER_ERROR' } as const
    expect(comparedThrough(walk, walked([], { endItemId: 90, declined }))).toBe(154)
    expect(comparedThrough(walk, walked([], { endItemId: 490, declined }))).toBe(500)
  })

  test('from the same place where the CRM was busy', () => {
    const declined = { kind: 'operation_limit', code: 'OPERATION_TIME_LIMIT' } as const
    expect(comparedThrough(walk, walked([], { endItemId: 90, declined }))).toBe(90)
  })
})

test('a comparison asks for as many pages as the feed has rows, within one request', () => {
  const watch = (entityTypeId: number, over: Partial<ComparedWatch> = {}): ComparedWatch => ({
    ...{ entityTypeId, fromItemId: 10, throughItemId: 500, rowsLeft: 0, isGone: false },
    ...over,
  })
  const watches = [
    watch(1, { rowsLeft: 120 }),
    watch(2, { isGone: true }),
    watch(3),
    watch(4, { rowsLeft: 9_000 }),
    watch(5),
  ]
  expect(planComparison(watches, 49)).toMatchObject([
    { entityTypeId: 1, afterItemId: 10, throughItemId: 500, pages: 3 },
    { entityTypeId: 3, pages: 1 },
    { entityTypeId: 4, pages: 45 },
  ])
})
