import { expect, test } from 'vitest'
import { readMoney } from '#lib/bitrix24/money.ts'

test.each([
  [0, '0'],
  ['0.00', '0'],
  [1500.5, '1500.5'],
  ['1500.5000', '1500.5'],
  ['007.10', '7.1'],
  [19.989999999999998, '19.99'],
  ['-0.5', '-0.5'],
  [-0.00001, '0'],
  [100, '100'],
  ['123456789012345', '123456789012345'],
])('a sum of %j is told as %s', (opportunity, value) =>
  expect(readMoney(opportunity, 'EUR')).toEqual({ value, currency: 'EUR' }),
)

test.each([
  [undefined, 'EUR'],
  [null, 'EUR'],
  ['', 'EUR'],
  ['1e3', 'EUR'],
  ['0x10', 'EUR'],
  [' 1', 'EUR'],
  [1e15, 'EUR'],
  [Number.NaN, 'EUR'],
  [{}, 'EUR'],
  [1, undefined],
  [1, ''],
  [1, 'eur'],
  [1, '=cmd'],
])('%j %j is no sum', (opportunity, currency) => expect(readMoney(opportunity, currency)).toBeNull())
