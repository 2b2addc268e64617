import { expect, test } from 'vitest'
import { itemLine } from '#lib/export/feed-table.ts'
import { shownAmount } from '#lib/feed/feed-item.ts'
import { feedItem } from '../../components/feed-item-factory.ts'

const settings = {
  ...{ locale: 'en', timeZone: 'UTC', portalAddress: 'https://a.bitrix24.com' },
  ...{ typeTitles: new Map([[1220, 'Claims']]), say: (key: string) => key },
}

test('the file has an amount, and its currency, where the feed shows one', () => {
  const money = (value: string) => ({ value, currency: 'EUR' })
  const items = [null, money('0'), money('0.00'), money('1500.5'), money('-3')].map((amount, index) =>
    feedItem(index + 1, { amount }),
  )
  expect(items.map((item) => shownAmount(item)?.value ?? '')).toEqual(['', '', '', '1500.5', '-3'])
  const cells = items.map((item) => itemLine(item, settings).split(',').slice(8, 10))
  expect(cells).toEqual([
    ['', ''],
    ['', ''],
    ['', ''],
    ['1500.5', 'EUR'],
    ['-3', 'EUR'],
  ])
})

test('a file says how an item was found: announced, by comparison, or imported as history', () => {
  const found = (changes: Parameters<typeof feedItem>[1]) =>
    /export\.source\.[a-z-]+/.exec(itemLine(feedItem(1, changes), settings))?.[0]
  expect(found({})).toBe('export.source.event')
  expect(found({ source: 'catch-up' })).toBe('export.source.catch-up')
  expect(found({ source: 'catch-up', isHistory: true })).toBe('export.source.history')
})
