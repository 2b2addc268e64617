import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FeedFilter, instantOf, matchesFilter } from '#lib/feed/feed-filter.ts'
import { filterFromParams, filterToParams } from '#lib/feed/filter-params.ts'
import { filterSchema } from '#lib/feed/filter-schema.ts'
import { isUnread, maxUnread, seenUpTo } from '#lib/feed/seen-marks.ts'
import { feedItem } from '../../components/feed-item-factory.ts'

const seen = { all: '10', byType: { 1220: '12', 31: '9' } }
const ann = { id: 1, name: 'Ann' }
const mark = { id: 7, name: 'Mark' }
const stage = { id: 'DT1220_3:NEW', name: 'New', color: null, semantics: null }
const item = feedItem(22, {
  title: 'Two pallets missing',
  createdAt: '2026-11-22T12:00:00.000Z',
  createdBy: ann,
  assignedTo: mark,
  // Of a pipeline without a name, which is none to whoever reads.
  ...{ category: null, categoryId: 3 },
  stage,
})

describe('a filter', () => {
  test.each<[FeedFilter, FeedFilter]>([
    [{ entityTypeId: 1220 }, { entityTypeId: 31 }],
    [{ q: 'PALLETS' }, { q: 'pallets found' }],
    [{ q: '#22' }, { q: '#23' }],
    [{ createdBy: 1 }, { createdBy: 7 }],
    [{ assignedTo: 7 }, { assignedTo: 1 }],
    [{ assignedTo: 7 }, { assignedTo: 0 }],
    [{ stageId: 'DT1220_3:FAIL,DT1220_3:NEW' }, { stageId: 'DT1220_3:FAIL,DT1220_4:NEW' }],
    [{ stageId: 'DT1220_3:NEW' }, { stageId: 'DT1220_3:FAIL' }],
    [{ categoryId: 3 }, { categoryId: 4 }],
    [{ actor: 'person' }, { actor: 'automation' }],
    [{ source: 'event' }, { source: 'catch-up' }],
    [{ from: '2026-11-22' }, { from: '2026-11-23' }],
    [{ to: '2026-11-22' }, { to: '2026-11-21' }],
    [{ from: '2026-11-22T13:00:00+01:00' }, { from: '2026-11-22T12:00:00.001Z' }],
    [{ to: '2026-11-22T12:00:00.001Z' }, { to: '2026-11-22T13:00+01:00' }],
    [{ unread: true }, { unread: false }],
  ])('takes %j and leaves %j', (taken, left) => {
    expect(matchesFilter(item, taken, seen)).toBe(true)
    expect(matchesFilter(item, left, seen)).toBe(false)
    expect(matchesFilter(item, { ...taken, ...left }, seen)).toBe(false)
  })

  test('what was imported is not recovered', () => {
    const recovered = feedItem(22, { source: 'catch-up' })
    const isTaken = (changes: object) => matchesFilter({ ...recovered, ...changes }, { source: 'catch-up' }, seen)
    expect([isTaken({}), isTaken({ isHistory: true })]).toEqual([true, false])
  })

  test('takes everything when it asks for nothing', () => expect(matchesFilter(item, {}, seen)).toBe(true))

  test('an item without a person, category or stage is none of theirs', () => {
    for (const filter of [{ createdBy: 1 }, { assignedTo: 1 }, { categoryId: 3 }, { stageId: 'x' }])
      expect(matchesFilter(feedItem(1), filter, seen)).toBe(false)
  })

  test('days and moments are understood, other words are not', () => {
    expect(instantOf('2026-11-22', 'from')).toBe(Date.UTC(2026, 10, 22))
    expect(instantOf('2026-11-22', 'to')).toBe(Date.UTC(2026, 10, 23))
    expect(instantOf('2026-11-22T10:00:00+01:00', 'to')).toBe(Date.UTC(2026, 10, 22, 9))
    for (const text of ['', 'today', '2026', '2026-13-01', '2026-11-22T10:00', '22.11.2026', '1e3'])
      expect([text, instantOf(text, 'from')]).toEqual([text, null])
  })

  test('survives the address it is kept in', () => {
    const optional = fc.record(
      {
        entityTypeId: fc.integer({ min: 1 }),
        q: fc.string({ minLength: 1, maxLength: 200 }),
        createdBy: fc.integer({ min: 1 }),
        assignedTo: fc.nat(),
        stageId: fc.string({ minLength: 1 }),
        actor: fc.constantFrom('person', 'automation', 'unknown'),
        source: fc.constantFrom('event', 'catch-up'),
        from: fc.constantFrom('2026-11-22', '2026-11-22T10:00:00Z'),
        unread: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(optional, (filter) => {
        const address = filterToParams(filter as FeedFilter).toString()
        expect(filterFromParams(new URLSearchParams(address))).toEqual(filter)
      }),
    )
  })

  test('nobody is responsible where it asks for that', () => {
    expect(matchesFilter(feedItem(1, { assignedTo: null }), { assignedTo: 0 }, seen)).toBe(true)
    expect(filterSchema.parse({ assignedTo: '0' })).toEqual({ assignedTo: 0 })
    expect(filterSchema.safeParse({ createdBy: '0' }).success).toBe(false)
  })

  test('the day that it is of narrows nothing, and does not come alone', () => {
    expect(matchesFilter(item, { from: '2026-11-22', day: 'today' }, seen)).toBe(true)
    expect(filterFromParams(new URLSearchParams('from=2026-11-22&day=today'))).toEqual({
      from: '2026-11-22',
      day: 'today',
    })
    expect(filterFromParams(new URLSearchParams('day=today'))).toEqual({})
    expect(
      [{ day: 'today' }, { from: '2026-11-22', day: 'tomorrow' }].map((each) => filterSchema.safeParse(each).success),
    ).toEqual([false, false])
  })

  test('leaves out what an address says wrong', () => {
    expect(filterFromParams(new URLSearchParams('createdBy=x&actor=god&from=now&unread=maybe&q=&other=1'))).toEqual({})
  })
})

test('what is seen is told by position, of all types and of one besides', () => {
  expect([1220, 31, 7].map((type) => seenUpTo(seen, type))).toEqual(['12', '10', '10'])
  const at = (position: string, entityTypeId = 1220) => isUnread({ position, entityTypeId }, seen)
  expect([at('12'), at('13'), at('9'), at('100'), at('11', 7)]).toEqual([false, true, false, true, true])
  expect(maxUnread).toBe(99)
})
