import { describe, expect, test } from 'vitest'
import { amountText } from '#components/feed/rows/amount-text.ts'
import { chipColors } from '#components/feed/rows/readable-text.ts'
import { cardAddress } from '#components/frame/card-address.ts'
import { initials } from '#components/ui/initials.ts'
import { portalAddress } from '#lib/bitrix24/portal-address.ts'

describe('a stage chip', () => {
  test('has text that reads on its colour', () => {
    expect(chipColors('#ffffff')?.text).toBe('#1f2730')
    expect(chipColors('#22304a')?.text).toBe('#ffffff')
    expect(chipColors('#39A8EF')?.text).toBe('#1f2730')
  })

  test('takes nothing but a plain colour', () => {
    for (const text of [null, '', 'red', '#fff', '#12345g', 'url(x)']) expect(chipColors(text)).toBeNull()
  })
})

describe("a card's address", () => {
  test.each(['http://127.0.0.1:4100', 'https://crm.example.com:8443', 'https://example.com/portal'])(
    'is below the portal at %s, with its port and its path',
    (portal) => {
      expect(portalAddress(`${portal}/rest`)).toBe(portal)
      expect(cardAddress(portal, '/crm/type/31/details/2/?a=b')).toBe(`${portal}/crm/type/31/details/2/?a=b`)
    },
  )

  test('never leads to another site', () => {
    const origin = 'https://a.bitrix24.com'
    expect(cardAddress(origin, '/crm/type/31/details/2/')).toBe(`${origin}/crm/type/31/details/2/`)
    for (const path of ['//evil.example/', 'https://evil.example/', 'javascript:alert(1)', '\\\\evil.example'])
      expect(cardAddress(origin, path)).toBeNull()
  })
})

test('an amount keeps its currency together, from right to left too', () => {
  expect(amountText('en', { value: '1500', currency: 'USD' })).toBe('$1,500')
  expect(amountText('de', { value: '1500', currency: 'USD' })).toBe('1.500\u00a0$')
  expect(amountText('ar-u-nu-latn', { value: '1500', currency: 'USD' })).toBe('\u200f1,500\u00a0US$\u200e')
})

test('initials are whole characters of any script', () => {
  expect(['Ann Lee', 'Мария Петровна Иванова', 'Bob', '  ', '😀 Ann'].map(initials)).toEqual([
    'AL',
    'МИ',
    'B',
    '?',
    'A',
  ])
})
