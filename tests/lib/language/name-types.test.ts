import { expect, test } from 'vitest'
import { languageCodes } from '#lib/language/language.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { nameTypes } from '#lib/language/name-types.ts'
import { translate } from '#lib/language/translate.ts'

const english = await loadMessages('en')
const t: Parameters<typeof nameTypes>[1] = (key, values) => translate(english, 'en', key, values)
const named = (...types: [entityTypeId: number, title: string][]) =>
  nameTypes(
    types.map(([entityTypeId, title]) => ({ entityTypeId, title })),
    t,
    31,
  ).map(({ title }) => title)

test('a type without a title is called by its number, as text that nobody takes for a count', () => {
  expect(named([1050, ''], [177, '  '], [12_345, ''])).toEqual([
    'Smart process 1050',
    'Smart process 177',
    'Smart process 12345',
  ])
})

test('types of one title are told apart, and no others', () => {
  expect(named([1220, 'Claims'], [1050, 'Claims'], [1036, 'Orders'])).toEqual([
    'Claims (#1220)',
    'Claims (#1050)',
    'Orders',
  ])
  expect(named([1220, 'Claims'], [1050, ' claims'])).toEqual(['Claims (#1220)', 'claims (#1050)'])
  expect(named([1050, ''], [1220, 'Smart process 1050'])).toEqual([
    'Smart process 1050 (#1050)',
    'Smart process 1050 (#1220)',
  ])
})

test('invoices are the ones without a number', () => {
  expect(named([31, ''], [1050, 'Invoices'])).toEqual(['Invoices', 'Invoices (#1050)'])
})

test.each(languageCodes)('in %s a number stands in every made name', async (code) => {
  const messages = await loadMessages(code)
  expect(translate(messages, code, 'entityType.untitled', { number: '1050' })).toContain('1050')
  expect(translate(messages, code, 'name.person', { id: '21' })).toContain('21')
})
