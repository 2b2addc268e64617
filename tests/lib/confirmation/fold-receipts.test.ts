import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breathMs, foldReceipts, type PendingReceipt } from '#lib/confirmation/fold-receipts.ts'

const receipt = (over: Partial<PendingReceipt>): PendingReceipt => ({
  id: 'a',
  entityTypeId: 1220,
  itemId: 22,
  change: 'add',
  actor: 'person',
  receivedAt: new Date(1_000),
  attempts: 0,
  ...over,
})

describe('receipts', () => {
  test('of one item fold into one hint that keeps the first time and the known actor', () => {
    const folded = foldReceipts([
      receipt({ id: 'u', change: 'update', actor: 'unknown', receivedAt: new Date(2_000) }),
      receipt({ id: 'a' }),
    ])
    expect(folded).toEqual([
      {
        entityTypeId: 1220,
        itemId: 22,
        actor: 'person',
        receivedAt: new Date(1_000),
        addedAt: new Date(1_000),
        source: 'EVENT',
        attempts: 0,
        receiptIds: ['u', 'a'],
      },
    ])
  })

  test('fold into when the item was last said to be new, in any order', () => {
    const list = [receipt({ receivedAt: new Date(5_000) }), receipt({}), receipt({ change: 'delete' })]
    for (const receipts of [list, list.toReversed()])
      expect(foldReceipts(receipts)).toMatchObject([{ receivedAt: new Date(1_000), addedAt: new Date(5_000) }])
    expect(foldReceipts([receipt({ change: 'update' })])).toMatchObject([{ addedAt: null }])
  })

  test('of an event and of catch-up fold into an event, received when the event was', () => {
    const own = receipt({ id: 'own', change: 'catch_up', actor: 'unknown', receivedAt: new Date(500), attempts: 2 })
    for (const list of [
      [own, receipt({})],
      [receipt({}), own],
    ]) {
      const folded = { source: 'EVENT', receivedAt: new Date(1_000), actor: 'person', attempts: 2 }
      expect(foldReceipts(list)).toMatchObject([folded])
    }
    expect(foldReceipts([own])).toMatchObject([{ source: 'CATCH_UP', receivedAt: new Date(500) }])
  })

  test('in any order fold into the same items', () => {
    const receipts = fc.array(
      fc.record({ entityTypeId: fc.integer({ min: 1, max: 3 }), itemId: fc.integer({ min: 1, max: 5 }) }).map(receipt),
    )
    fc.assert(
      fc.property(receipts, fc.func(fc.integer()), (list, rank) => {
        const keys = (some: readonly PendingReceipt[]) =>
          foldReceipts(some)
            .map((hint) => `${hint.entityTypeId}:${hint.itemId}`)
            .sort()
        expect(keys([...list].sort((a, b) => rank(a) - rank(b)))).toEqual(keys(list))
      }),
    )
  })
})

test('a storm is taken in ever larger gulps, and what comes singly at once', () => {
  const breaths: number[] = []
  for (const receipts of [60, 400, 900, 2_000, 2_450, 10]) breaths.push(breathMs(breaths.at(-1) ?? 0, receipts))
  expect(breaths).toEqual([1_000, 2_000, 4_000, 8_000, 8_000, 0])
  expect(breathMs(0, 3)).toBe(0)
})
