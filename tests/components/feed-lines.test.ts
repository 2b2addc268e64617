import { describe, expect, test } from 'vitest'
import { type FeedLine, feedLines, nextRow } from '#components/feed/state/feed-lines.ts'
import { laterMarks, withAllRead, withRowsMarked } from '#components/feed/unread/seen-update.ts'
import { isUnread } from '#lib/feed/seen-marks.ts'
import { feedItem } from './feed-item-factory.ts'

const nothing = new Set<string>()
const noon = (day: number) => new Date(2026, 10, day, 12).toISOString()
const midnight = (day: number) => new Date(2026, 10, day).getTime()
const at = (itemId: number, day: number) => feedItem(itemId, { receivedAt: noon(day), createdAt: noon(day) })

/** What a list shows, from the top: days as their midnight, items by their number. */
function shown(lines: readonly FeedLine[]): (number | string)[] {
  return lines.map((line) => (line.kind === 'day' ? line.day : line.kind === 'item' ? line.item.itemId : line.kind))
}

describe('days', () => {
  test('stand above the first row that arrived on them, in the local time zone', () => {
    const lines = feedLines([at(4, 22), at(3, 22), at(2, 21), at(1, 19)], nothing, null)
    expect(shown(lines)).toEqual([midnight(22), 4, 3, midnight(21), 2, midnight(19), 1])
  })

  test('never go forward again, whatever a clock said at midnight', () => {
    const lines = feedLines([at(3, 22), at(2, 21), at(1, 22)], nothing, null)
    expect(shown(lines)).toEqual([midnight(22), 3, midnight(21), 2, 1])
  })
})

test('history has a heading of its own, and days of its creation below it', () => {
  const old = (itemId: number, day: number) => ({ ...at(itemId, day), isHistory: true as const, receivedAt: noon(22) })
  const lines = feedLines([at(9, 22), at(8, 21), old(7, 21), old(6, 14)], nothing, null)
  expect(shown(lines)).toEqual([midnight(22), 9, midnight(21), 8, 'history', midnight(21), 7, midnight(14), 6])
  expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length)
})

describe('new since you left', () => {
  const items = [at(4, 22), at(3, 22), at(2, 22), at(1, 22)]
  const edges = (all: string, byType = {}) => shown(feedLines(items, nothing, { all, byType })).slice(1)

  test('the line is drawn once, above the newest row that had been seen', () => {
    expect(edges('2')).toEqual([4, 3, 'edge', 2, 1])
    expect(edges('0', { 1220: '3' })).toEqual([4, 'edge', 3, 2, 1])
  })

  test('there is none when nothing is new, everything is, or nobody knows', () => {
    expect(edges('4')).not.toContain('edge')
    expect(edges('0')).not.toContain('edge')
    expect(shown(feedLines(items, nothing, null))).not.toContain('edge')
  })

  test('history below what is all new is no reason for one: who opens the feed for the first time has left nothing', () => {
    const imported = { ...at(1, 14), isHistory: true as const }
    expect(shown(feedLines([at(4, 22), imported], nothing, { all: '0', byType: {} }))).not.toContain('edge')
  })

  test('what the screen says is read is what the server will say', () => {
    const marked = { counts: [count(31, 2), count(1220, 99, true)], seen: { all: '9', byType: { 31: '12' } } }
    expect(withAllRead(marked, { revision: '11' }, [])).toEqual({
      counts: [count(31, 0), count(1220, 0)],
      seen: { all: '11', byType: { 31: '12' } },
    })
    expect(withAllRead(marked, { entityTypeId: 1220, revision: '100' }, [])).toEqual({
      counts: [count(31, 2), count(1220, 0)],
      seen: { all: '9', byType: { 31: '12', 1220: '100' } },
    })
    expect(withAllRead(marked, { entityTypeId: 31, revision: '8' }, []).seen.byType).toEqual({ 31: '12' })
  })

  test('rows are marked one by one, and counted as far as the count goes', () => {
    const marked = { counts: [count(31, 2), count(1220, 3)], seen: { all: '9', byType: {} } }
    const seen = withRowsMarked(marked, [feedItem(12), feedItem(11), feedItem(3)], true)
    expect(seen).toEqual({
      counts: [count(31, 2), count(1220, 1)],
      seen: { all: '9', byType: {}, seenRows: ['12', '11'] },
    })
    expect(withRowsMarked(seen, [feedItem(12), feedItem(3)], false)).toEqual({
      counts: [count(31, 2), count(1220, 3)],
      seen: { all: '9', byType: {}, seenRows: ['11'], unreadRows: ['12', '3'] },
    })
    const capped = { counts: [count(1220, 99, true)], seen: marked.seen }
    expect(withRowsMarked(capped, [feedItem(12)], true).counts).toEqual(capped.counts)
  })

  test('what was seen stays seen, though the server tells this viewer less', () => {
    const seen = { all: '120', byType: { 31: '12', 7: '100' }, seenRows: ['130'] }
    const known = laterMarks(seen, { all: '118', byType: { 31: '130', 7: '99', 1220: '3' }, seenRows: ['125'] })
    expect(known).toEqual({ all: '120', byType: { 31: '130', 7: '100', 1220: '3' }, seenRows: ['130', '125'] })
    expect(isUnread(feedItem(120), known)).toBe(false)
    const elsewhere = laterMarks(seen, { all: '1000', byType: {}, unreadRows: ['130'] })
    expect(elsewhere).toEqual({ all: '1000', byType: { 31: '12', 7: '100' }, unreadRows: ['130'] })
  })
})

function count(entityTypeId: number, unread: number, isCapped = false) {
  return { entityTypeId, count: unread, isCapped }
}

test('the keyboard goes from row to row, over headings', () => {
  const lines = feedLines([at(4, 22), at(3, 21), at(2, 21)], nothing, { all: '3', byType: {} })
  expect(shown(lines)).toEqual([midnight(22), 4, 'edge', midnight(21), 3, 2])
  expect([0, 2, 5, 6].map((from) => nextRow(lines, from, 1))).toEqual([1, 4, 5, -1])
  expect([3, 0].map((from) => nextRow(lines, from, -1))).toEqual([1, -1])
})

describe('folds', () => {
  const run = Array.from({ length: 12 }, (_, n) => at(20 - n, 22))
  const items = [at(30, 23), ...run]

  test('an import is one line, under the day of its newest item', () => {
    const lines = feedLines(items, nothing, null)
    expect(shown(lines)).toEqual([midnight(23), 30, midnight(22), 'fold'])
  })

  test('an open one stands above its own items, which are set in', () => {
    const lines = feedLines(items, new Set(['1220:9']), null)
    expect(lines).toHaveLength(16)
    expect(lines[3]).toMatchObject({ kind: 'fold', isOpen: true })
    expect(lines[4]).toMatchObject({ kind: 'item', isFolded: true, key: '1220:20' })
    expect(new Set(lines.map(({ key }) => key)).size).toBe(16)
  })
})
