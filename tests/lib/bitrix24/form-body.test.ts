import { expect, test } from 'vitest'
import { parseFormBody } from '#lib/bitrix24/form-body.ts'

const pairs = (count: number) => Array.from({ length: count }, (_, n) => `k${n}=v`).join('&')

test('H11: a form of as many and as large pairs as may be is read whole', () => {
  expect(Object.keys(parseFormBody(pairs(64)) ?? {})).toHaveLength(64)
  expect(parseFormBody(`k=${'v'.repeat(8_192)}`)).toEqual({ k: 'v'.repeat(8_192) })
  expect(parseFormBody(`${'k'.repeat(128)}=v`)).toEqual({ ['k'.repeat(128)]: 'v' })
})

test.each([
  ['too many pairs', pairs(65)],
  ['a value that is too large', `k=${'v'.repeat(8_193)}`],
  ['a value that is too large in bytes', `k=${'%E2%82%AC'.repeat(3_000)}`],
  ['a key that is too large', `${'k'.repeat(129)}=v`],
  ['a key that stands twice', 'k=1&k=2'],
  ['a key that stands twice in two spellings', 'k=1&%6B=2'],
  ['no key', '=v'],
  ['NUL', 'k=a%00b'],
  ['broken percent-encoding', 'k=%E0%A4'],
])('H11: a form with %s is none', (_, text) => expect(parseFormBody(text)).toBeNull())

test('H11: what every object has by itself is a key like another', () => {
  const body = parseFormBody('__proto__=1&constructor=2&toString=3&a[b]=4')
  expect(Object.entries(body ?? {})).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
    ['toString', '3'],
    ['a[b]', '4'],
  ])
  expect(parseFormBody('k=1')?.constructor).toBeUndefined()
})
