import { expect, test } from 'vitest'
import { missingTexts } from '#lib/language/missing-texts.ts'

test('tells what a catalogue lacks of the English one, and what it has beyond', () => {
  const english = { 'action.retry': 'Try again', 'action.save': 'Save' }
  expect(missingTexts(english, { 'action.save': 'Speichern' })).toEqual({ missing: ['action.retry'], unknown: [] })
  expect(missingTexts({ 'action.save': 'Save' }, english)).toEqual({ missing: [], unknown: ['action.retry'] })
})
