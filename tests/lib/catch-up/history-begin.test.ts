import { describe, expect, test } from 'vitest'
import type { RemoteItem } from '#lib/bitrix24/remote-item.ts'
import { historyBegins } from '#lib/catch-up/history-begin.ts'

const day = 86_400_000
const portalTime = new Date('2026-05-20T12:00:00Z')
const item = (itemId: number, daysOld: number | null): RemoteItem => ({
  itemId,
  title: '',
  createdAt: daysOld === null ? new Date(0) : new Date(portalTime.getTime() - daysOld * day),
  createdById: null,
  assignedById: null,
  categoryId: null,
  stageId: null,
  amount: null,
  updatedAt: null,
})
const back = (items: RemoteItem[], isComplete = false) => ({ items, isComplete })

describe('a week begins', () => {
  test('after the newest item that is older', () => {
    const items = [item(90, 0), item(80, 6.9), item(70, 7.1), item(60, 6)]
    expect(historyBegins('week', back(items), portalTime)).toBe(70)
  })

  test('before the oldest item there is', () => {
    expect(historyBegins('week', back([item(90, 0), item(80, 1)], true), portalTime)).toBe(79)
  })

  test('further back than has been looked', () => {
    expect(historyBegins('week', back([item(90, 0), item(80, 1)]), portalTime)).toBeNull()
  })

  test('wherever, past items that do not say when they were created', () => {
    expect(historyBegins('week', back([item(90, null), item(80, 1), item(70, 8)]), portalTime)).toBe(70)
  })

  test('counted from the newest item where the portal does not tell its time', () => {
    expect(historyBegins('week', back([item(90, 30), item(80, 36), item(70, 38)]), null)).toBe(70)
  })

  test('no further back than 10,000 items', () => {
    const items = Array.from({ length: 10_000 }, (_, n) => item(20_000 - n, 1))
    expect(historyBegins('week', back(items), portalTime)).toBe(10_000)
  })
})

describe('the last 500 begin', () => {
  const items = (count: number) => Array.from({ length: count }, (_, n) => item(2_000 - 2 * n, 900))

  test('before the five hundredth', () => {
    expect(historyBegins('last500', back(items(2_450)), portalTime)).toBe(1_001)
  })

  test('before the oldest where there are fewer, and further back where that is not known', () => {
    expect(historyBegins('last500', back(items(3), true), portalTime)).toBe(1_995)
    expect(historyBegins('last500', back(items(3)), portalTime)).toBeNull()
  })
})

test('without any item history begins at the beginning', () => {
  expect(historyBegins('week', back([], true), portalTime)).toBe(0)
})
