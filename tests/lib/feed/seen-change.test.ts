import { describe, expect, test } from 'vitest'
import { changeMarks, maxRowMarks, type SeenChange } from '#lib/feed/seen-change.ts'
import { isUnread, nothingSeen, type SeenMarks } from '#lib/feed/seen-marks.ts'

const never = () => false
const at = (position: number, entityTypeId = 1220) => ({ entityTypeId, position: String(position) })

function marksAfter(...changes: SeenChange[]): SeenMarks {
  return changes.reduce((marks, change) => changeMarks(marks, change, never), nothingSeen)
}

function unreadOf(marks: SeenMarks, ...positions: number[]): number[] {
  return positions.filter((position) => isUnread(at(position), marks))
}

describe('marks of single rows', () => {
  test('a row that was seen says nothing of those below it', () => {
    expect(unreadOf(marksAfter({ revision: '2' }, { seen: ['9', '10'] }), 2, 3, 8, 9, 10, 11)).toEqual([3, 8, 11])
  })

  test('a row is unread again until it is seen by itself, or everything up to it is read', () => {
    const again = marksAfter({ revision: '9' }, { unread: ['5'] })
    expect(unreadOf(again, 4, 5, 6)).toEqual([5])
    expect(unreadOf(changeMarks(again, { seen: ['5'] }, never), 5)).toEqual([])
    expect(unreadOf(changeMarks(again, { revision: '4' }, never), 5)).toEqual([5])
    expect(unreadOf(changeMarks(again, { revision: '12' }, never), 5)).toEqual([])
    expect(unreadOf(marksAfter({ seen: ['7'] }, { unread: ['7'] }), 7)).toEqual([7])
  })

  test('that a type was read leaves the unread rows of the others', () => {
    const two = marksAfter({ revision: '9' }, { unread: ['5', '6'] })
    const read = changeMarks(two, { entityTypeId: 31, revision: '12' }, (position) => position === '6')
    expect(read).toEqual({ all: '9', byType: { 31: '12' }, unreadRows: ['5'] })
  })

  test('those that a mark has reached are dropped', () => {
    expect(marksAfter({ seen: ['9', '10', '100'] }, { revision: '10' })).toEqual({
      all: '10',
      byType: {},
      seenRows: ['100'],
    })
  })

  test('they are bounded: what lies below hundreds of seen rows counts as seen', () => {
    const rows = Array.from({ length: maxRowMarks.seen }, (_, n) => String(1_000 + n * 2))
    const full = marksAfter({ seen: rows })
    expect(unreadOf(full, 1, 1_001)).toEqual([1, 1_001])
    const over = changeMarks(full, { seen: ['5000'] }, never)
    expect(over.seenRows).toHaveLength(maxRowMarks.seen)
    expect(unreadOf(over, 1, 1_000, 1_001, 1_003, 4_000)).toEqual([1_001, 1_003, 4_000])
  })
})

test('history is never unread, unless the viewer marks it so', () => {
  const old = { ...at(50), isHistory: true as const }
  expect(isUnread(old, nothingSeen)).toBe(false)
  expect(isUnread(old, marksAfter({ unread: ['50'] }))).toBe(true)
})
