import { expect, test } from 'vitest'
import { pauseAfter } from '#lib/platform/backoff.ts'

const numbers = { first: 10, longest: 45 }

test('a pause doubles with each failure in a row, up to the longest', () => {
  expect([1, 2, 3, 4, 5_000].map((failures) => pauseAfter(failures, numbers))).toEqual([10, 20, 40, 45, 45])
})

test('chance spreads a pause over its upper half, also the longest', () => {
  expect([0, 0.5, 1].map((chance) => pauseAfter(2, numbers, chance))).toEqual([10, 15, 20])
  expect(pauseAfter(9, numbers, 0)).toBe(22.5)
})
