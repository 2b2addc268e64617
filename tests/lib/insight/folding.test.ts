import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import { type FeedEntry, foldItems, isOpenFold } from '#lib/insight/folding.ts'
import { feedItem } from '../../components/feed-item-factory.ts'

const people = [null, { id: 1, name: 'Ann' }, { id: 7, name: 'Mark' }]
const rules = { minRun: 3, maxGapMs: 60_000 }

/** Rows newest first, in runs of one type and person, with gaps around the limit. */
const rows = fc
  .array(fc.record({ type: fc.nat(1), person: fc.nat(2), run: fc.nat(6), gapMs: fc.nat(90_000) }), { maxLength: 12 })
  .map((runs) => runs.flatMap(({ run, ...row }) => Array.from({ length: run }, () => row)))
  .map((list) => {
    let atMs = Date.UTC(2026, 10, 22)
    return list.map(({ type, person, gapMs }, index) => {
      atMs -= gapMs
      const changes = { entityTypeId: 1220 + type, createdBy: people[person] ?? null }
      const itemId = list.length - index
      return feedItem(itemId, { ...changes, id: `x:${itemId}`, createdAt: new Date(atMs).toISOString() })
    })
  })

const unfold = (entries: FeedEntry[]): FeedItem[] =>
  entries.flatMap((entry) => (entry.kind === 'fold' ? entry.items : [entry.item]))
const createdMs = (item: FeedItem | undefined) => Date.parse(item?.createdAt ?? '')
const folds = (entries: FeedEntry[]) => entries.filter((entry) => entry.kind === 'fold')

describe('folding', () => {
  test('unfolded, the rows are the same in the same order', () => {
    fc.assert(
      fc.property(rows, (items) => {
        expect(unfold(foldItems(items, rules))).toEqual(items)
      }),
    )
  })

  test('a fold holds one type of one creator, is as long as it has to be, and tells its own span', () => {
    fc.assert(
      fc.property(rows, (items) => {
        for (const fold of folds(foldItems(items, rules))) {
          expect(fold.count).toBe(fold.items.length)
          expect(fold.count).toBeGreaterThanOrEqual(rules.minRun)
          expect(new Set(fold.items.map((item) => `${item.entityTypeId} ${item.createdBy?.id}`)).size).toBe(1)
          const gaps = fold.items.slice(1).map((item, n) => createdMs(fold.items[n]) - createdMs(item))
          expect(Math.max(...gaps)).toBeLessThanOrEqual(rules.maxGapMs)
          expect([fold.to, fold.from]).toEqual([fold.items[0]?.createdAt, fold.items.at(-1)?.createdAt])
        }
      }),
    )
  })

  test('two neighbouring runs never belong together', () => {
    fc.assert(
      fc.property(rows, (items) => {
        const entries = foldItems(items, { ...rules, minRun: 1 })
        const again = foldItems(unfold(entries), { ...rules, minRun: 1 })
        expect(again).toEqual(entries)
        expect(entries.every((entry) => entry.kind === 'fold')).toBe(true)
      }),
    )
  })

  test('rows that arrive at the top leave every fold its key, and grow the first one only', () => {
    fc.assert(
      fc.property(rows, fc.nat(40), (items, arriving) => {
        const before = folds(foldItems(items.slice(arriving), rules))
        const after = folds(foldItems(items, rules)).map((fold) => fold.key)
        expect(after.slice(after.length - before.length)).toEqual(before.map((fold) => fold.key))
      }),
    )
  })

  test('a fold that was opened stays open when older rows join it', () => {
    const run = [5, 4, 3, 2, 1].map((id) => feedItem(id))
    const [opened] = folds(foldItems(run.slice(0, 4), rules))
    const [grown] = folds(foldItems(run, rules))
    if (!opened || !grown) throw new Error('no fold')
    expect([opened.key, grown.key]).toEqual(['1220:2', '1220:1'])
    expect(isOpenFold(grown, new Set([opened.key]))).toBe(true)
    expect(isOpenFold(grown, new Set())).toBe(false)
  })

  test('an import of 842 items is one row, and what came between is told apart', () => {
    const by = { id: 1, name: 'Ivan' }
    const run = Array.from({ length: 842 }, (_, n) => feedItem(900 - n, { createdBy: by }))
    const entries = foldItems([feedItem(999), ...run, feedItem(2)])
    expect(entries.map((entry) => (entry.kind === 'fold' ? `${entry.count} by ${entry.by?.name}` : entry.key))).toEqual(
      ['1220:999', '842 by Ivan', '1220:2'],
    )
  })

  test('a claim that somebody made by hand in that minute is none of the storm', () => {
    const by = { id: 1, name: 'Ivan' }
    const storm = (from: number, changes: Partial<FeedItem>) =>
      Array.from({ length: 12 }, (_, n) =>
        feedItem(from - n, { createdBy: by, title: `Order ${from - n}`, ...changes }),
      )
    const shown = (items: FeedItem[]) =>
      foldItems(items).map((entry) => (entry.kind === 'fold' ? entry.count : entry.item.itemId))
    const byHand = (changes: Partial<FeedItem>) => feedItem(88, { createdBy: by, title: 'Order 88', ...changes })
    const around = (changes: Partial<FeedItem>, own: Partial<FeedItem>) =>
      shown([...storm(100, changes), byHand(own), ...storm(87, changes)])
    expect(around({}, { title: 'Two pallets missing' })).toEqual([12, 88, 12])
    expect(around({ actor: 'automation' }, {})).toEqual([12, 88, 12])
    expect(around({ source: 'catch-up' }, {})).toEqual([12, 88, 12])
    expect(around({ isHistory: true }, {})).toEqual([12, 88, 12])
    expect(around({}, {})).toEqual([25])
    // Robots call things by whatever they are about.
    expect(around({ actor: 'automation' }, { actor: 'automation', title: 'Anna’s order' })).toEqual([25])
  })
})
