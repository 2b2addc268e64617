import { describe, expect, test } from 'vitest'
import { languageCodes, languageFromHeader, languageOf } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { exactTime, relativeTime } from '#lib/language/relative-time.ts'
import { translate } from '#lib/language/translate.ts'

/** Bitrix24's code and the language's BCP 47 tag, as its SDK lists them. */
const tags = {
  ...{ ar: 'ar', br: 'pt-BR', de: 'de', en: 'en', fr: 'fr', id: 'id', in: 'hi', it: 'it', ja: 'ja', kz: 'kk' },
  ...{ la: 'es', ms: 'ms', pl: 'pl', ru: 'ru', sc: 'zh-Hans', tc: 'zh-Hant', th: 'th', tr: 'tr', ua: 'uk', vn: 'vi' },
}

describe('languages', () => {
  test('all 20 of Bitrix24 are known, under their codes', () => {
    expect(Object.fromEntries(languageCodes.map((code) => [code, languageOf(code).tag]))).toEqual(tags)
    expect(languageCodes.filter((code) => languageOf(code).code !== code)).toEqual([])
  })

  test('Arabic alone is written from right to left', () => {
    expect(languageCodes.filter((code) => languageOf(code).direction === 'rtl')).toEqual(['ar'])
  })

  test('Intl formats every one of them', () => {
    const locales = languageCodes.map((code) => languageOf(code).locale)
    expect(Intl.DateTimeFormat.supportedLocalesOf(locales)).toEqual(locales)
    expect(Intl.NumberFormat.supportedLocalesOf(locales)).toEqual(locales)
    expect(Intl.PluralRules.supportedLocalesOf(locales)).toEqual(locales)
    expect(Intl.RelativeTimeFormat.supportedLocalesOf(locales)).toEqual(locales)
  })

  test('a code that Bitrix24 does not have reads English', () => {
    expect(languageOf('xx')).toEqual({ code: 'en', tag: 'en', locale: 'en', direction: 'ltr' })
    expect(languageOf(null).code).toBe('en')
    expect(languageOf('constructor').code).toBe('en')
    expect(languageOf('RU').code).toBe('ru')
  })

  test.each([
    ['xx, ru-RU;q=0.9, en;q=0.8', 'ru'],
    ['pt-PT,pt;q=0.9', 'br'],
    ['es-MX', 'la'],
    ['zh-TW, zh;q=0.9', 'tc'],
    ['zh-CN', 'sc'],
    ['zh', 'sc'],
    ['uk', 'ua'],
    ['hi-IN', 'in'],
    ['*', 'en'],
    ['en;q=0.1, uk;q=0.9', 'ua'],
    ['uk;q=0, kk', 'kz'],
    ['vi-VN;q=0.8,en-US;q=0.7', 'vn'],
    ['br', 'en'],
    ['in', 'id'],
    ['sr-Latn, not a tag, ar-EG', 'ar'],
    [null, 'en'],
  ])('a browser that wishes for %s gets %s', (header, code) => {
    expect(languageFromHeader(header).code).toBe(code)
  })

  test('of a header that names thousands the first are looked at: nobody may have us look up the others', () => {
    const made = (count: number) => Array.from({ length: count }, () => 'qaa').join(',')
    expect(languageFromHeader(`${made(15)},de`).code).toBe('de')
    expect(languageFromHeader(`${made(16)},de`).code).toBe('en')
  })
})

test.each([
  ['ru', [1, 2, 5, 21], ['1 новый элемент', '2 новых элемента', '5 новых элементов', '21 новый элемент']],
  ['en', [1, 2000], ['1 new item', '2,000 new items']],
])('counts take their form in %s', async (code, counts, texts) => {
  const language = languageOf(code)
  const messages = await loadMessages(language.code)
  expect(counts.map((count) => translate(messages, language.locale, 'feed.newItems', { count }))).toEqual(texts)
})

test('a title keeps its own direction inside a sentence of the other', async () => {
  const watch = async (code: string, title: string) =>
    translate(await loadMessages(languageOf(code).code), languageOf(code).locale, 'settings.watch', { title })
  expect(await watch('ar', 'Claims (2)')).toBe('متابعة «\u2068Claims (2)\u2069»')
  expect(await watch('en', 'مطالبات (2)')).toBe('Watch “\u2068مطالبات (2)\u2069”')
  expect(await watch('de', 'Claims (2)')).toBe('„Claims (2)“ verfolgen')
})

test('times are told from a minute on, and never in the future', () => {
  const now = new Date('2026-11-22T12:00:00Z')
  const told = (at: string) => relativeTime('en', new Date(at), now)
  expect(told('2026-11-22T15:00:00Z')).toBeNull()
  expect(told('2026-11-22T11:59:30Z')).toBeNull()
  expect(told('2026-11-22T11:55:00Z')).toBe('5 min. ago')
  expect(told('2026-11-21T11:00:00Z')).toBe('yesterday')
  expect(told('2026-11-02T12:00:00Z')).toBe('Nov 2')
})

test('days are those of the calendar, as the headings above the rows are', () => {
  const monday = new Date(2026, 10, 30, 20)
  const told = (day: number, hour: number) => relativeTime('en', new Date(2026, 10, day, hour), monday)
  expect([told(30, 1), told(29, 23)]).toEqual(['19 hr. ago', '21 hr. ago'])
  expect([told(29, 10), told(28, 23), told(28, 1), told(24, 23)]).toEqual([
    'yesterday',
    '2 days ago',
    '2 days ago',
    '6 days ago',
  ])
  expect(told(23, 21)).toBe('Nov 23')
})

test("years and digits are those of the CRM's own pages", () => {
  const time = (code: string) => exactTime(languageOf(code).locale, new Date('2026-11-22T12:00:00Z'))
  expect(time('th')).toContain('2026')
  expect(time('ar')).toMatch(/^22 نوفمبر 2026/)
})
