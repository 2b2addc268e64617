import { expect, test } from 'vitest'
import { questionIn, questionOf, readItem } from '#components/diagnostics/item-question.ts'

test.each([
  ['22', { itemId: 22 }],
  [' 22 ', { itemId: 22 }],
  ['https://crm.example.com/crm/type/1220/details/22/', { entityTypeId: 1220, itemId: 22 }],
  ['https://crm.example.com/page/x/y/type/1220/details/22/?IFRAME=Y', { entityTypeId: 1220, itemId: 22 }],
  ['twelve', null],
  ['', null],
  ['0', null],
  ['/crm/type/1220/details/0/', null],
  ['/crm/type/1220/details/1234567890123456/', null],
])('an item is named by its number or by the address of its card: %j', (text, item) => {
  expect(readItem(text)).toEqual(item)
})

test('a page that is asked about an item reads what a link to it says', () => {
  const item = { entityTypeId: 1220, itemId: 22 }
  expect(questionIn(`?lang=en&${questionOf(item)}`)).toEqual(item)
  expect([questionIn('?lang=en'), questionIn('?entityTypeId=1220&itemId=x')]).toEqual([null, null])
})
