import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feedReducer } from '#components/feed/state/feed-reducer.ts'
import {
  emptyFeed,
  type FeedAction,
  type FeedChange,
  type FeedState,
  MAX_ROWS,
} from '#components/feed/state/feed-state.ts'
import { readTop } from '#components/feed/state/read-top.ts'
import type { FeedItem } from '#lib/feed/feed-item.ts'
import type { Query } from '#lib/http/contract.ts'
import { feedItem } from './feed-item-factory.ts'

const everything = {}
const invoices = { entityTypeId: 31 }
const empty = emptyFeed(everything)
const applied = (state: FeedState, ...actions: FeedAction[]) => actions.reduce(feedReducer, state)
const ids = (items: readonly FeedItem[]) => items.map((item) => item.itemId)
const came = (...items: FeedItem[]): FeedAction => ({
  type: 'changes',
  changes: items.map((item) => ({ type: 'item', item })),
})
const left = (itemId: number, entityTypeId = 1220): FeedAction => ({
  type: 'changes',
  changes: [{ type: 'removed', removed: { entityTypeId, itemId } }],
})
const first = (items: FeedItem[], nextCursor: string | null = null): FeedAction => ({
  type: 'first',
  filter: everything,
  page: { items, nextCursor, headRevision: '0' },
})

describe('what comes live', () => {
  const ready = applied(empty, first([feedItem(2), feedItem(1)]))

  test('history stands below all else, by creation, however late it comes', () => {
    const old = (itemId: number, createdAt: string) =>
      feedItem(itemId, { position: String(900 + itemId), isHistory: true, createdAt: `${createdAt}T12:00:00.000Z` })
    const state = applied(
      ready,
      came(old(7, '2026-11-02')),
      came(old(9, '2026-11-01'), old(8, '2026-11-03')),
      came(feedItem(3)),
    )
    expect(ids(state.items)).toEqual([3, 2, 1, 8, 7, 9])
  })

  test('a new item goes on top and slides in', () => {
    const state = applied(ready, came(feedItem(3)))
    expect(ids(state.items)).toEqual([3, 2, 1])
    expect([...state.fresh]).toEqual(['1220:3'])
  })

  test('the same item twice is one row', () => {
    expect(ids(applied(ready, came(feedItem(3), feedItem(3)), came(feedItem(3))).items)).toEqual([3, 2, 1])
  })

  test('the newer revision wins, whichever comes first, and the row keeps its place', () => {
    const old = feedItem(1, { revision: '9', title: 'old' })
    const renamed = feedItem(1, { revision: '10', title: 'renamed' })
    for (const order of [
      [old, renamed],
      [renamed, old],
    ]) {
      const state = applied(ready, ...order.map((item) => came(item)))
      expect(ids(state.items)).toEqual([2, 1])
      expect(state.items[1]?.title).toBe('renamed')
    }
  })

  test('a removed item leaves, and comes back when it is restored', () => {
    const without = applied(ready, left(2))
    expect(ids(without.items)).toEqual([1])
    expect(ids(applied(without, came(feedItem(2, { revision: '7' }))).items)).toEqual([2, 1])
  })

  test('an update of an item further down than the rows read so far is left to its page', () => {
    const paged = applied(empty, first([feedItem(60), feedItem(59)], 'cursor'))
    expect(ids(applied(paged, came(feedItem(5, { revision: '99' }))).items)).toEqual([60, 59])
  })

  test('only items of the open tab are shown', () => {
    const tab = applied(
      ready,
      { type: 'open', filter: invoices },
      { type: 'first', filter: invoices, page: { items: [], nextCursor: null, headRevision: '0' } },
    )
    const state = applied(tab, came(feedItem(8), feedItem(9, { entityTypeId: 31 })))
    expect(ids(state.items)).toEqual([9])
  })
})

describe('the feed is read anew', () => {
  const further = applied(empty, first([feedItem(3), feedItem(2), feedItem(1)], 'cursor'), { type: 'hold' })
  const anew = (state: FeedState) => applied(state, { type: 'reopen' })

  test('S5: whoever reads further down keeps the place: what is newer than the top waits, what is gone is gone', () => {
    const state = applied(anew(further), first([feedItem(5), feedItem(4), feedItem(3), feedItem(1)]))
    expect(ids(state.items)).toEqual([3, 1])
    expect(ids(state.waiting)).toEqual([5, 4])
    expect(state.isHolding).toBe(true)
  })

  test('what comes live meanwhile waits as well', () => {
    const state = applied(anew(further), came(feedItem(6)), left(2), first([feedItem(5), feedItem(3), feedItem(2)]))
    expect(ids(state.items)).toEqual([3])
    expect(ids(state.waiting)).toEqual([6, 5])
  })

  test('at the top everything is shown at once', () => {
    const state = applied(anew(applied(empty, first([feedItem(1)]))), first([feedItem(2), feedItem(1)]))
    expect(ids(state.items)).toEqual([2, 1])
    expect(state.waiting).toEqual([])
  })

  const pages = new Map([
    ['', { items: [feedItem(9), feedItem(8)], nextCursor: 'a', headRevision: '9' }],
    ['a', { items: [feedItem(7), feedItem(6)], nextCursor: 'b', headRevision: '9' }],
    ['b', { items: [feedItem(5)], nextCursor: null, headRevision: '9' }],
  ])
  const read = async ({ before = '' }: Query<'GET /api/feed'>) => {
    const page = pages.get(before)
    if (!page) throw new Error(before)
    return page
  }

  test('as far down as the reader was', async () => {
    const reach = async (atLeast: number) => ids((await readTop(read, everything, atLeast)).items)
    expect(await reach(0)).toEqual([9, 8])
    expect(await reach(3)).toEqual([9, 8, 7, 6])
    expect(await reach(50)).toEqual([9, 8, 7, 6, 5])
  })

  test('a further page that cannot be read is left to whoever reads on', async () => {
    const broken = async (query: Query<'GET /api/feed'>) =>
      query.before === 'b' ? Promise.reject(new Error('broken')) : read(query)
    expect(await readTop(broken, everything, 50)).toMatchObject({ nextCursor: 'b', headRevision: '9' })
  })
})

describe('reading further down', () => {
  test('what is new waits until it is asked for', () => {
    const held = applied(empty, first([feedItem(1)]), { type: 'hold' }, came(feedItem(2)), came(feedItem(3)))
    expect(ids(held.items)).toEqual([1])
    expect(ids(held.waiting)).toEqual([3, 2])
    const released = applied(held, { type: 'release' })
    expect(ids(released.items)).toEqual([3, 2, 1])
    expect(released.waiting).toEqual([])
  })

  test('what waits can be updated and removed', () => {
    const held = applied(empty, first([]), { type: 'hold' }, came(feedItem(2), feedItem(3)))
    const state = applied(held, left(2), came(feedItem(3, { revision: '30', title: 'renamed' })))
    expect(state.waiting.map((item) => item.title)).toEqual(['renamed'])
  })
})

describe('pages', () => {
  test('an older page joins below without doubles', () => {
    const state = applied(
      empty,
      first([feedItem(4), feedItem(3)], 'a'),
      { type: 'ask-older' },
      {
        type: 'older',
        filter: everything,
        cursor: 'a',
        page: { items: [feedItem(3), feedItem(2)], nextCursor: null, headRevision: '0' },
      },
    )
    expect(ids(state.items)).toEqual([4, 3, 2])
    expect(state.olderPage).toBe('idle')
  })

  test('a page of a tab that was left meanwhile is ignored', () => {
    const state = applied(empty, { type: 'open', filter: invoices }, first([feedItem(1)]))
    expect(state.firstPage).toBe('loading')
    expect(state.items).toEqual([])
  })

  test('what came while the first page was under way is not lost, what left is not brought back', () => {
    const state = applied(empty, came(feedItem(5)), left(1), first([feedItem(2), feedItem(1)]))
    expect(ids(state.items)).toEqual([5, 2])
  })
})

describe('bounds', () => {
  const many = Array.from({ length: MAX_ROWS + 500 }, (_, index) => feedItem(index + 1))

  test('rows are bounded, and there is no paging on from a cut', () => {
    const state = applied(empty, first([feedItem(0)], 'cursor'), came(...many))
    expect(state.items).toHaveLength(MAX_ROWS)
    expect(state.items[0]?.itemId).toBe(MAX_ROWS + 500)
    expect(state).toMatchObject({ isCut: true, nextCursor: null })
  })

  test('a reader keeps the rows however much comes', () => {
    const held = applied(empty, first([feedItem(0)], 'cursor'), { type: 'hold' }, came(...many))
    expect(ids(held.items)).toEqual([0])
    expect(held.waiting).toHaveLength(MAX_ROWS)
    const released = applied(held, { type: 'release' })
    expect(released.items).toHaveLength(MAX_ROWS)
    expect(ids(released.items)).not.toContain(0)
  })
})

test('whatever order, doubling and batching, the rows are those that a fresh reading would show', () => {
  const change = fc.record({ itemId: fc.integer({ min: 1, max: 12 }), isRemoved: fc.boolean() })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), fc.array(fc.integer({ min: 1, max: 5 })), (history, cuts) => {
      const changes = history.map(
        ({ itemId, isRemoved }, index): FeedChange =>
          isRemoved
            ? { type: 'removed', removed: { entityTypeId: 1220, itemId } }
            : { type: 'item', item: feedItem(itemId, { revision: String(index + 1) }) },
      )
      const truth = new Map(
        history.map(({ itemId, isRemoved }, index) => [itemId, isRemoved ? null : String(index + 1)]),
      )
      let state = applied(empty, first([]))
      for (let start = 0, turn = 0; start < changes.length; turn += 1) {
        const size = cuts[turn % Math.max(1, cuts.length)] ?? 1
        const batch = changes.slice(start, start + size)
        // A resumed stream tells the last of it once more.
        state = applied(state, { type: 'changes', changes: batch }, { type: 'changes', changes: batch.slice(-1) })
        if (turn % 3 === 0) state = applied(state, { type: turn % 2 === 0 ? 'hold' : 'release' })
        start += size
      }
      const rows = applied(state, { type: 'release' }).items
      const expected = [...truth].filter(([, revision]) => revision !== null).sort(([one], [other]) => other - one)
      expect(rows.map((row) => [row.itemId, row.revision])).toEqual(expected)
    }),
  )
})
