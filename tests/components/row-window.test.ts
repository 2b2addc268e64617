import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { heldScrollTop, holdRows } from '#components/list/row-anchor.ts'
import { findNear, rowAt, rowOffsets, rowsBetween } from '#components/list/row-window.ts'

const ESTIMATE_PX = 66
const keysOf = (numbers: readonly number[]) => numbers.map(String)
const heights = fc.array(fc.integer({ min: 20, max: 200 }), { minLength: 1, maxLength: 60 })

describe('which rows are drawn', () => {
  test('rows stand one below the other, unmeasured ones by estimate', () => {
    const offsets = rowOffsets(['a', 'b', 'c'], new Map([['b', 30]]), ESTIMATE_PX)
    expect([...offsets]).toEqual([0, 66, 96, 162])
  })

  test('a row is found by any of its pixels', () => {
    fc.assert(
      fc.property(heights, (list) => {
        const keys = keysOf(list.map((_, index) => index))
        const offsets = rowOffsets(keys, new Map(list.map((height, index) => [String(index), height])), ESTIMATE_PX)
        list.forEach((height, index) => {
          const top = offsets[index] ?? 0
          expect([rowAt(offsets, top), rowAt(offsets, top + height - 1)]).toEqual([index, index])
        })
        expect([rowAt(offsets, -5), rowAt(offsets, 1e9)]).toEqual([0, list.length - 1])
      }),
    )
  })

  test('the rows of a screen are those that touch it, and few of many', () => {
    const offsets = rowOffsets(keysOf(Array.from({ length: 20_000 }, (_, n) => n)), new Map(), ESTIMATE_PX)
    expect(rowsBetween(offsets, 660, 1_320)).toEqual({ start: 10, end: 21 })
    expect(rowsBetween(rowOffsets([], new Map(), ESTIMATE_PX), 0, 100)).toEqual({ start: 0, end: 0 })
  })

  test('a key is found wherever it has gone', () => {
    const keys = keysOf([5, 4, 3, 2, 1])
    for (const around of [0, 2, 4, 9])
      for (const [index, key] of keys.entries()) expect(findNear(keys, key, around)).toBe(index)
    expect(findNear(keys, 'gone', 2)).toBe(-1)
  })
})

test("whatever comes, goes or grows above, the reader's first row that is left stands still", () => {
  const change = fc.record({
    at: fc.nat(80),
    kind: fc.constantFrom('insert', 'remove', 'grow'),
    size: fc.integer({ min: 20, max: 300 }),
  })
  fc.assert(
    fc.property(heights, fc.nat(4_000), fc.array(change, { maxLength: 20 }), (list, scrolled, changes) => {
      let rows = list.map((height, index) => ({ key: String(index), height }))
      const measured = () => new Map(rows.map(({ key, height }) => [key, height]))
      const keys = () => rows.map(({ key }) => key)
      const before = { keys: keys(), offsets: rowOffsets(keys(), measured(), ESTIMATE_PX) }
      const top = Math.min(scrolled, before.offsets.at(-1) ?? 0)
      const anchor = holdRows(before.keys, before.offsets, top, rowsBetween(before.offsets, top, top + 700))
      changes.forEach(({ at, kind, size }, index) => {
        const place = at % (rows.length + 1)
        if (kind === 'insert') rows = rows.toSpliced(place, 0, { key: `new ${index}`, height: size })
        if (kind === 'remove') rows = rows.toSpliced(place, 1)
        if (kind === 'grow') rows = rows.map((row, n) => (n === place ? { ...row, height: size } : row))
      })
      const offsets = rowOffsets(keys(), measured(), ESTIMATE_PX)
      const scrollTop = heldScrollTop(anchor, keys(), offsets)
      const kept = anchor.find(({ key }) => keys().includes(key))
      if (kept === undefined) expect(scrollTop).toBeNull()
      else expect((offsets[keys().indexOf(kept.key)] ?? 0) - (scrollTop ?? 0)).toBe(kept.belowTop)
    }),
  )
})
