import { expect, test } from 'vitest'
import { visibleText } from '#lib/language/visible-text.ts'

test('a text of characters that nobody sees is empty', () => {
  const unseen = [
    '',
    ' \t\n',
    '\u00a0\u2003',
    '\u200b\u200d\ufeff',
    '\u200e\u202e\u2066',
    '\u3164\u115f',
    '\u2800',
    '\u00ad\u{e0020}\u0007',
  ]
  expect(unseen.map(visibleText)).toEqual(unseen.map(() => ''))
})

test('whatever has one to see stays as it is, but for spaces around it', () => {
  expect([' Claim\u200b 1 ', '\u200f.', '👩\u200d🚀', 'ا\u200c', '0'].map(visibleText)).toEqual([
    'Claim\u200b 1',
    '\u200f.',
    '👩\u200d🚀',
    'ا\u200c',
    '0',
  ])
})
