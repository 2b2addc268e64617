import { describe, expect, test } from 'vitest'
import { activityQuery, beginningOf, edgesOf, lastHourOf } from '#components/activity/activity-range.ts'
import { pageQuery } from '#components/feed/state/page-query.ts'
import { countConditions } from '#components/filter/count-conditions.ts'
import { filterChips, withoutKeys } from '#components/filter/filter-chips.ts'
import { categoryChoices, peopleChoices, stageChoices } from '#components/filter/filter-choices.ts'
import { noNames, withNames, withPipelines } from '#components/filter/filter-names.ts'
import { dayOfEdge, edgeOfDay, rangeText } from '#components/filter/local-day.ts'
import { asksSame, presetViews } from '#components/filter/preset-views.ts'
import { honestFilter, renewedFilter, today } from '#components/filter/today.ts'
import type { FeedFilter } from '#lib/feed/feed-filter.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { translate } from '#lib/language/translate.ts'
import type { Watch } from '#lib/watches/watch.ts'
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

describe('stages and pipelines', () => {
  const stage = (id: string, name: string) => ({ id, name, color: null, semantics: null, sort: 10 })
  const watches = [31, 1220].map((entityTypeId) => ({ entityTypeId, title: `T${entityTypeId}` }) as Watch)
  const seen = withNames(noNames, [
    feedItem(1, { stage: { id: 'A9', name: 'Gone', color: null, semantics: null }, category: null }),
    feedItem(2, { stage: { id: 'A2', name: 'Declined', color: null, semantics: null }, category: null }),
  ])
  const told = withPipelines(seen, [
    { entityTypeId: 1220, id: 3, name: 'Retail', stages: [stage('A1', 'New'), stage('A2', 'Declined')] },
    { entityTypeId: 1220, id: 4, name: 'Wholesale', stages: [stage('B1', 'Zero'), stage('B2', 'Declined')] },
    { entityTypeId: 31, id: 2, name: '', stages: [stage('I1', 'Sent'), stage('I2', '')] },
  ])

  test('are offered in the CRM’s order, those that it does not have any more last', () => {
    expect(stageChoices(told, watches, 1220).map(({ value, label }) => [value, label])).toEqual([
      ['A1', 'New'],
      ['A2', 'Declined · Retail'],
      ['B1', 'Zero'],
      ['B2', 'Declined · Wholesale'],
      ['A9', 'Gone'],
    ])
    expect(categoryChoices(told, watches, 1220).map(({ label }) => label)).toEqual(['Retail', 'Wholesale'])
  })

  test('of all types stand in the order of the tabs, with the type’s title', () => {
    const labels = stageChoices(told, watches, undefined).map(({ label }) => label)
    expect(labels.slice(0, 3)).toEqual(['Sent · T31', 'New · T1220', 'Declined · Retail · T1220'])
    expect(new Set(labels).size, 'none twice').toBe(labels.length)
    expect(categoryChoices(told, watches, 31), 'it is not divided').toEqual([])
  })

  test('several stages are one chip', () => {
    const words = (stageId: string) => filterChips(t, 'en', { stageId }, told).map(({ text }) => text)
    expect(words('A1,B2')).toEqual(['Stage: New or Declined · Wholesale'])
    expect(words('A1,X')).toEqual(['Stage: New or name not known'])
  })
})

describe('views that everybody has', () => {
  const now = new Date(2026, 10, 25, 10, 30)
  const views = presetViews(7, now)

  test('ask for what their names say', () => {
    expect(Object.fromEntries(views.map(({ id, filter }) => [id, filter]))).toEqual({
      mine: { assignedTo: 7 },
      unassigned: { assignedTo: 0 },
      today: { from: new Date(2026, 10, 25).toISOString(), day: 'today' },
      robots: { actor: 'automation' },
    })
    const words = (filter: FeedFilter) => filterChips(t, 'en', filter, noNames).map(({ text }) => text)
    expect(words({ assignedTo: 0 })).toEqual(['Unassigned'])
    expect(words(today(new Date()))).toEqual(['Today'])
    expect(countConditions(today(now))).toBe(1)
  })

  test('are the ones in force whatever the tab is', () => {
    const chosen = (filter: FeedFilter) => views.filter((view) => asksSame(view.filter, filter)).map(({ id }) => id)
    expect(chosen({ entityTypeId: 31, assignedTo: 7 })).toEqual(['mine'])
    expect(chosen({ assignedTo: 7, q: 'x' })).toEqual([])
    expect(chosen({})).toEqual([])
  })

  test('what asks for today says its beginning, and nothing that an older instance refuses', () => {
    const { day: _, ...asked } = today(now)
    expect(pageQuery(today(now))).toEqual({ ...asked, wholeRuns: '1', limit: 50 })
    expect(activityQuery('days', today(now), now)).not.toHaveProperty('day')
  })

  test('today is the day on which it is asked, and no other stretch', () => {
    const kept = { ...today(now), q: 'x' }
    const later = new Date(2026, 10, 27, 1)
    expect(renewedFilter(kept, later)).toEqual({ ...today(later), q: 'x' })
    expect(renewedFilter({ from: '2026-11-22' }, later)).toEqual({ from: '2026-11-22' })
    expect(honestFilter(kept, now)).toEqual(kept)
    for (const other of [{ from: '2026-11-22' }, { to: '2026-11-26' }])
      expect(honestFilter({ ...kept, ...other }, now)).not.toHaveProperty('day')
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
