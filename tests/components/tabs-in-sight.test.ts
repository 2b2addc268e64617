import { expect, test } from 'vitest'
import { tabsInSight } from '#components/feed/tabs-in-sight.ts'

const widths = [40, 100, 100, 100]
const shown = (selected: number, roomPx: number) => tabsInSight(widths, { selected, roomPx, morePx: 70 })

test('tabs that all fit all stand, without room for "More"', () => {
  expect(shown(0, 352)).toEqual([0, 1, 2, 3])
  expect(shown(0, 351)).toEqual([0, 1, 2])
})

test('as many as fit beside "More" stand, and the selected one among them', () => {
  expect(shown(0, 222)).toEqual([0, 1])
  expect(shown(0, 217)).toEqual([0])
  expect(shown(3, 222)).toEqual([0, 3])
  expect(shown(3, 120)).toEqual([3])
})

test('a tab that is no more, or a place without any room, is no reason to fail', () => {
  expect(shown(9, 222)).toEqual([0, 1])
  expect(shown(2, 0)).toEqual([2])
  expect(tabsInSight([], { selected: 0, roomPx: 0, morePx: 70 })).toEqual([])
})
