import { expect, test } from 'vitest'
import { scaleOf } from '#components/charts/chart-scale.ts'

test('a chart reaches to a round number above its highest bar, with one in the middle where that is whole', () => {
  expect(scaleOf([0, 3, 7, 9])).toEqual({ top: 10, ticks: [0, 5, 10] })
  expect(scaleOf([1, 0, 1])).toEqual({ top: 1, ticks: [0, 1] })
  expect(scaleOf([120, 130, 90])).toEqual({ top: 200, ticks: [0, 100, 200] })
  for (const counts of [[], [0, 0]]) expect(scaleOf(counts)).toEqual({ top: 1, ticks: [0, 1] })
})

test('a storm does not flatten the rest: it is higher than the chart', () => {
  expect(scaleOf([4, 6, 5, 7, 500]).top).toBe(10)
  expect(scaleOf([10, 500]).top).toBe(10)
  expect(scaleOf([1, 1, 1, 15]).top, 'and twenty are none').toBe(20)
  expect(scaleOf([500]).top).toBe(600)
  expect(scaleOf([10, 25, 30]).top, 'what is merely more is not').toBe(40)
})
