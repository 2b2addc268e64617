import { expect, test } from 'vitest'
import { formatTable, isReached, type Row } from './table.ts'

const row = (reach: Row['reach'], ratio = 1): Row => ({
  ...{ ratio, what: 'one : another', measured: '5 ms', baseline: '4 ms' },
  ...(reach && { reach }),
})

test('a row says whether it reached what it is to reach: by its ratio, or by a value of its own', () => {
  expect(isReached(row({ limit: 1.2 }, 1.1))).toBe(true)
  expect(isReached(row({ limit: 1.2 }, 1.3))).toBe(false)
  expect(isReached(row({ limit: 0.9, isAtLeast: true }, 0.95))).toBe(true)
  expect(isReached(row({ limit: 0.9, isAtLeast: true }, 0.7))).toBe(false)
  expect(isReached(row({ limit: 20, value: 21, unit: '' }, 0.1))).toBe(false)
  expect(isReached(row({ limit: 20, value: 20, unit: '' }, 9))).toBe(true)
})

test('what could not be measured is not reached', () => {
  expect(isReached(row({ limit: 20, value: Number.NaN }))).toBe(false)
  expect(isReached(row({ limit: 0.1, isAtLeast: true }, Number.NaN))).toBe(false)
})

test('the table shows the reach of a row and the verdict, and nothing of a row without one', () => {
  const lines = formatTable([row({ limit: 8, value: 9, unit: 'ms' }), row({ limit: 2 }), row(undefined)]).split('\n')
  expect(lines[0]).toMatch(/reach +verdict$/)
  expect(lines[2]).toMatch(/≤ 8 ms +MISSED$/)
  expect(lines[3]).toMatch(/≤ 2 × +reached$/)
  expect(lines[4]).toMatch(/4 ms$/)
})
