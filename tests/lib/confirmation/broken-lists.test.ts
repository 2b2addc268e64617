import { describe, expect, test } from 'vitest'
import { divideBroken } from '#lib/confirmation/broken-lists.ts'
import { makeHint } from './make-hint.ts'

const failure = { kind: 'other', code: 'INTERNAL_SERVER_ERROR' } as const
const list = (count: number, attempts: number) => ({
  hints: Array.from({ length: count }, (_, n) => makeHint(n + 1, { attempts })),
  failure,
})

function divide(count: number, attempts: number, { answered = true } = {}) {
  const { divided, parked } = divideBroken([list(count, attempts)], new Set(answered ? [1220] : []))
  return { again: divided.map(({ hints, inSeconds }) => [hints.length, inSeconds]), parked }
}

describe('B9: a list that something breaks', () => {
  test('is asked again at once, shorter, where other lists of its type were answered', () => {
    expect(divide(50, 0)).toEqual({ again: [[50, 1]], parked: [] })
    expect(divide(3, 4)).toEqual({ again: [[3, 1]], parked: [] })
  })

  test('waits ever longer where none was: the CRM may be ill', () => {
    const waits = [0, 1, 4, 9, 30].map((attempts) => divide(50, attempts, { answered: false }).again[0]?.[1])
    expect(waits).toEqual([2, 4, 32, 300, 300])
  })

  test('of one item parks it with the reason, once it has been halved down to it', () => {
    const parked = [{ entityTypeId: 1220, itemId: 1, reason: 'INTERNAL_SERVER_ERROR' }]
    expect(divide(1, 5)).toEqual({ again: [], parked })
    expect(divide(1, 10, { answered: false })).toEqual({ again: [], parked })
  })

  test('of one item is not parked in haste', () => {
    expect(divide(1, 0)).toEqual({ again: [[1, 2]], parked: [] })
    expect(divide(1, 4)).toEqual({ again: [[1, 32]], parked: [] })
    expect(divide(1, 5, { answered: false })).toEqual({ again: [[1, 64]], parked: [] })
  })
})
