import { describe, expect, test } from 'vitest'
import { beginningOf, edgesOf, lastHourOf } from '#components/activity/activity-range.ts'
import { countConditions } from '#components/filter/count-conditions.ts'
import { filterChips, withoutKeys } from '#components/filter/filter-chips.ts'
import { categoryChoices, peopleChoices, stageChoices } from '#components/filter/filter-choices.ts'
import { noNames, withNames } from '#components/filter/filter-names.ts'
import { dayOfEdge, edgeOfDay, rangeText } from '#components/filter/local-day.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { translate } from '#lib/language/translate.ts'
import { feedItem } from './feed-item-factory.ts'

const english = await loadMessages('en')
const t: Parameters<typeof filterChips>[0] = (key, values) => translate(english, 'en', key, values)

describe('days of a filter', () => {
  test('are days on the viewer’s own calendar, the last one whole', () => {
    const from = edgeOfDay('2026-11-22', 'from')
    const to = edgeOfDay('2026-11-22', 'to')
    expect(from).toBe(new Date(2026, 10, 22).toISOString())
    expect(to).toBe(new Date(2026, 10, 23).toISOString())
    expect([dayOfEdge(from, 'from'), dayOfEdge(to, 'to')]).toEqual(['2026-11-22', '2026-11-22'])
  })

  test('an empty or half typed date is none', () => {
    for (const day of ['', '2026', '2026-11', 'x']) expect(edgeOfDay(day, 'from')).toBeUndefined()
    expect(dayOfEdge(undefined, 'from')).toBe('')
  })

  test('are told in words, with hours where it is about hours', () => {
    const at = (day: number, hour = 0) => new Date(2026, 10, day, hour).toISOString()
    expect(rangeText('en', at(22), at(23))).toBe('Nov 22')
    expect(rangeText('en', at(22), at(25))).toMatch(/^Nov 22\s–\s24$/)
    expect(rangeText('en', at(22, 10), at(22, 11))).toMatch(/Nov 22, 10:00\s–\s11:00\sAM/)
    expect(rangeText('en', at(22), undefined)).toBe('Nov 22 –')
    expect(rangeText('en', undefined, at(23))).toBe('– Nov 22')
  })
})

describe('conditions', () => {
  const names = withNames(noNames, [
    feedItem(1, { createdBy: { id: 7, name: 'Mark' }, stage: { id: 'S1', name: 'New', color: null, semantics: null } }),
  ])
  const filter = {
    entityTypeId: 1220,
    q: 'wet',
    createdBy: 7,
    stageId: 'S1',
    from: '2026-11-22',
    unread: true,
  } as const

  test('each is a chip with names instead of numbers; the tab and the search stand elsewhere', () => {
    expect(filterChips(t, 'en', filter, names).map(({ text }) => text)).toEqual([
      'Created by: Mark',
      'Stage: New',
      expect.stringContaining('Nov 22'),
      'Unread only',
    ])
    expect(countConditions(filter)).toBe(4)
    expect(filterChips(t, 'en', { createdBy: 9 }, names)[0]?.text).toBe('Created by: User 9')
  })

  test('what has no name is not offered; people without one go by their number', () => {
    const nameless = withNames(noNames, [
      feedItem(1, {
        createdBy: { id: 21, name: '' },
        stage: { id: 'DT1220_3:S55', name: '', color: '#22b9ff', semantics: null },
      }),
    ])
    expect(stageChoices(nameless, [], undefined)).toEqual([])
    expect(categoryChoices(nameless, [], undefined)).toEqual([])
    expect(peopleChoices(t, nameless)).toEqual([{ value: '21', label: 'User 21' }])
    const told = filterChips(t, 'en', { stageId: 'DT1220_3:S55', categoryId: 57, createdBy: 21 }, nameless)
    expect(told.map(({ text }) => text)).toEqual([
      'Created by: User 21',
      'Stage: name not known',
      expect.stringMatching(/: name not known$/),
    ])
  })

  test('one is taken away alone', () => {
    expect(withoutKeys({ createdBy: 7, from: 'a', to: 'b' }, ['from', 'to'])).toEqual({ createdBy: 7 })
  })
})

describe('activity', () => {
  const now = new Date(2026, 10, 25, 10, 30)

  test('an hour or a day of the chart is that stretch of the feed', () => {
    const from = new Date(2026, 10, 22).toISOString()
    expect(edgesOf({ from, count: 1, byAutomation: 0 }, 'days').to).toBe(new Date(2026, 10, 23).toISOString())
    expect(edgesOf({ from, count: 1, byAutomation: 0 }, 'hours').to).toBe(new Date(2026, 10, 22, 1).toISOString())
    expect(beginningOf('hours', now)).toEqual(new Date(2026, 10, 24, 11))
    expect(beginningOf('days', now)).toEqual(new Date(2026, 9, 27))
  })

  test('an hour of the week is the last one of its kind', () => {
    const began = (weekday: number, hour: number) => lastHourOf(weekday, hour, now).from
    expect(began(3, 10)).toBe(new Date(2026, 10, 25, 10).toISOString())
    expect(began(3, 11)).toBe(new Date(2026, 10, 18, 11).toISOString())
    expect(began(7, 23)).toBe(new Date(2026, 10, 22, 23).toISOString())
    expect(began(4, 0)).toBe(new Date(2026, 10, 19).toISOString())
  })
})
