import { expect, test } from 'vitest'
import { hasSamePattern, PageLines } from '#lib/feed/feed-run.ts'
import { feedItem } from '../../components/feed-item-factory.ts'

test.each([
  ['Order 12', 'Order 9000', true],
  ['12-A/3', '7-A/44', true],
  ['Order', 'Order', true],
  ['Order 12', 'Order', false],
  ['Order 12', 'Order 12 again', false],
  ['Order 1', 'Order A', false],
  ['Claim 1', 'Order 1', false],
  ['', '', true],
])('%j and %j are called alike: %j', (left, right, isAlike) => {
  expect(hasSamePattern(left, right)).toBe(isAlike)
  expect(hasSamePattern(right, left)).toBe(isAlike)
})

/** How many rows a page of so many lines takes; two people in turn never fold. */
function rowsOf(limit: number, runs: readonly number[]): number {
  const lines = new PageLines()
  let rows = 0
  for (const [n, run] of runs.entries())
    for (let nth = 0; nth < run; nth += 1) {
      lines.add(feedItem(10_000 - rows, { createdBy: { id: n % 2, name: '' } }))
      rows += 1
      if (lines.isFull(limit)) return rows
    }
  return rows
}

test('a page is as long as its lines: a storm is one of them, and comes whole', () => {
  const singles = Array.from({ length: 60 }, () => 1)
  expect(rowsOf(50, singles)).toBe(50)
  expect(rowsOf(50, [1_200, ...singles])).toBe(1_249)
  expect(rowsOf(50, [9, 9, 9, 9, 9, 9])).toBe(50)
  expect(rowsOf(50, [1, 400, 1, 400, ...singles])).toBe(848)
})

test('and is bounded all the same', () => {
  expect(rowsOf(50, [10_000])).toBe(2_000)
})
