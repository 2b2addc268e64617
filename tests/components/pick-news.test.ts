import { describe, expect, test } from 'vitest'
import { pickNews } from '#components/notify/pick-news.ts'
import { type NotifySettings, silentSettings } from '#lib/notify/notify-rule.ts'
import { feedItem } from './feed-item-factory.ts'

const rule = { id: 'r', entityTypeId: null, stageId: null, createdById: null, minAmount: null, words: '' }
const settings: NotifySettings = { ...silentSettings, toast: true, rules: [rule] }
const now = new Date('2026-11-22T12:00:00Z')
const listener = { settings, viewerId: 1, now }
const news = { items: [5, 9, 10, 11].map((id) => feedItem(id)), since: '9' }
const ids = (...args: Parameters<typeof pickNews>) => pickNews(...args).map((item) => item.itemId)

describe('what a viewer hears of in the frame', () => {
  test('is new since the feed was opened, and not told before', () => {
    expect(ids(news, new Set(), listener)).toEqual([10, 11])
    expect(ids(news, new Set(['1220:10']), listener)).toEqual([11])
  })

  test('is not an old item that only changed', () => {
    const changed = feedItem(5, { revision: '12' })
    expect(ids({ items: [changed], since: '9' }, new Set(), listener)).toEqual([])
  })

  test('is no history that was imported while the feed was open', () => {
    const imported = feedItem(10, { isHistory: true })
    expect(ids({ items: [imported], since: '9' }, new Set(), listener)).toEqual([])
  })

  test('is nothing while everything is off, in quiet hours, without a rule, and of what one made', () => {
    const quiet = { from: '11:00', to: '13:00', zone: 'UTC' }
    const own = feedItem(10, { createdBy: { id: 1, name: 'Ann' } })
    expect(ids(news, new Set(), { ...listener, settings: silentSettings })).toEqual([])
    expect(ids(news, new Set(), { ...listener, settings: { ...settings, toast: false, bell: true } })).toEqual([])
    expect(ids(news, new Set(), { ...listener, settings: { ...settings, quiet } })).toEqual([])
    expect(ids(news, new Set(), { ...listener, settings: { ...settings, rules: [] } })).toEqual([])
    expect(ids({ items: [own], since: '9' }, new Set(), listener)).toEqual([])
  })

  test('may be a sound alone', () => {
    const sound = { ...settings, toast: false, sound: true }
    expect(ids(news, new Set(), { ...listener, settings: sound })).toEqual([10, 11])
  })
})
