import { expect, test } from 'vitest'
import { missingTexts } from '#lib/language/missing-texts.ts'

test('tells what a catalogue lacks of the English one, and what it has beyond', () => {
  const english = { 'action.retry': 'Try again', 'act.more': 'More' }
  expect(missingTexts(english, { 'act.more': 'Mehr' })).toEqual({ missing: ['action.retry'], unknown: [] })
  expect(missingTexts({ 'act.more': 'More' }, english)).toEqual({ missing: [], unknown: ['action.retry'] })
})
