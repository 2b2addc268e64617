import { describe, expect, test } from 'vitest'
import { amountsIn } from '#lib/feed/search-amount.ts'
import { matchesSearch, searchTerms } from '#lib/feed/search-text.ts'
import { feedItem } from '../../components/feed-item-factory.ts'

const finds = (q: string, title: string, itemId = 5) => matchesSearch(feedItem(itemId, { title }), searchTerms(q))

describe('search', () => {
  test.each([
    ['harbour', 'Damaged packaging: Harbour & Finch'],
    ['HARBOUR finch', 'Harbour & Finch'],
    ['елка', 'Ёлка для офиса'],
    ['ДОГОВОР', 'Договоры 2026'],
    ['strasse', 'Hauptstraße 5'],
    ['MÜLLER', 'Mueller, müller & Co'],
    ['muller', 'Müller'],
    ['合同', '供应合同补充协议'],
    ['スキャナ', 'バーコードスキャナー'],
    ['ﾊﾞｰｺｰﾄﾞ', 'バーコードスキャナー'],
    ['สัญญา', 'ต่อสัญญาเช่า'],
    ['istanbul', 'İSTANBUL şube'],
    ['οδοσ', 'Η ΟΔΟΣ'],
    ['οδος', 'ΟΔΟΣΗΜΑ'],
    ['عقد', 'تجديد عقد الإيجار'],
    ['अनुबंध', 'सेवा अनुबंध'],
    ['계약', '서비스 계약서'],
    ['ab', 'ＡＢ'],
    ['a', 'A'],
    ['50%', 'Discount of 50 % or 50%'],
    ['c_1', 'Part c_1'],
  ])('%s finds %s', (q, title) => expect(finds(q, title)).toBe(true))

  test.each([
    ['harbour finch', 'Harbour only'],
    ['50%', 'Discount of 500'],
    ['c_1', 'Part cx1'],
    ['มา', 'มี'],
    ['\\', 'no backslash'],
  ])('%s does not find %s', (q, title) => expect(finds(q, title)).toBe(false))

  test.each(['22', '#22', '№ 22', '№22', 'No. 22', 'no 22', 'Nr. 22', 'n° 22', 'nº 22', ' ２２ '])(
    '%s finds the item with that number, and titles that hold it',
    (q) => {
      expect(finds(q, 'Anything', 22)).toBe(true)
      expect(finds(q, 'Anything', 222)).toBe(false)
      expect(finds(q, `Order ${q}`)).toBe(true)
    },
  )

  test('what is no number of an item is a word', () => {
    for (const q of ['0', '99999999999999999', '2 2', '22a', '-22', '1e3', 'order 22'])
      expect([q, searchTerms(q).itemId]).toEqual([q, null])
  })
})

describe('a search finds whatever a row shows', () => {
  const item = feedItem(22, {
    title: 'Wet cartons',
    createdBy: { id: 7, name: 'Mark Olsen' },
    assignedTo: { id: 9, name: 'Ева Брандт' },
    category: { id: 3, name: 'Großhandel' },
    categoryId: 3,
    stage: { id: 'DT1220_3:NEW', name: 'Under review', color: null, semantics: null },
    amount: { value: '1500.5', currency: 'EUR' },
  })
  const isFound = (q: string, changes: Partial<typeof item> = {}) =>
    matchesSearch({ ...item, ...changes }, searchTerms(q))

  test.each([
    ...['wet', 'olsen', 'Mark Olsen', 'ева', 'grosshandel', 'review', 'wet olsen ева review', '22', 'cartons #22'],
    ...['1500', '1500.5', '1,500.50', '1.500,5', '1 500,50 €', '€1,500.50', '1’500.50', '1500 EUR', 'olsen 1500'],
  ])('%s', (q) => expect(isFound(q)).toBe(true))

  test.each(['olsen dry', '150', '500', '1501', '1500.51', '15005', 'DT1220_3', '7', 'EUR 7'])('but not %s', (q) =>
    expect(isFound(q)).toBe(false),
  )

  test('nothing that it does not show', () => {
    expect(isFound('0', { amount: { value: '0', currency: 'EUR' } })).toBe(false)
    expect(isFound('1500', { amount: null })).toBe(false)
    const changed = { ...item, changes: { title: { from: 'Former title' } } }
    expect(matchesSearch(changed, searchTerms('former'))).toBe(false)
  })

  test.each([
    ['1.500', ['1500', '1.5']],
    ['1,50,000', ['150000']],
    ['007', ['7']],
    ['0', []],
    ['12.', []],
    ['1.2.3', []],
    ['US$ 20', ['20']],
    ['20 ₽', ['20']],
    ['r$ 20', ['20']],
    ['zł 20', ['20']],
    ['20 zł', ['20']],
    ['20 руб', ['20']],
    ['chf20', ['20']],
    ['v2', []],
    ['q4', []],
    ['rev 20', []],
    ['20abc', []],
    ['1'.repeat(30), []],
  ])('%s may be the amounts %j', (text, amounts) => expect(amountsIn(text)).toEqual(amounts))
})
