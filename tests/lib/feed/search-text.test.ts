import { describe, expect, test } from 'vitest'
import { matchesSearch, searchTerms } from '#lib/feed/search-text.ts'

const finds = (q: string, title: string, itemId = 5) => matchesSearch({ title, itemId }, searchTerms(q))

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
