import { expect, test } from 'vitest'
import { belongTogether, hasSamePattern, PageLines } from '#lib/feed/feed-run.ts'
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

test('what others, or a person by hand, made in the same minute is not of the storm', () => {
  const storm = feedItem(2, { title: 'Order 2', createdBy: { id: 1, name: '' }, actor: 'person' })
  expect(belongTogether(feedItem(3, { ...storm, title: 'Order 3' }), storm)).toBe(true)
  const others = [{ createdBy: { id: 2, name: '' } }, { title: 'Window broken' }, { actor: 'unknown' as const }]
  for (const other of others) expect(belongTogether(feedItem(3, { ...storm, ...other }), storm)).toBe(false)
  const robot = { ...storm, actor: 'automation' as const }
  expect(belongTogether(feedItem(3, { ...robot, title: 'Window broken' }), feedItem(2, robot))).toBe(true)
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
