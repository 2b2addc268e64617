import { expect, test } from 'vitest'
import { explainPerson, type PersonCode, type PersonFacts, personCodes } from '#lib/insight/explain-person.ts'

const [before, at] = ['2026-11-22T12:00:00.000Z', '2026-11-22T12:05:00.000Z']

/** An item in the feed, and a person who has opened the feed and of whom the CRM was asked nothing lately. */
function facts(changes: Partial<PersonFacts>): PersonFacts {
  const nothing = { isOpen: false, adminAt: null, sight: null }
  return { isInFeed: true, crm: 'exists', hasOpened: true, ...nothing, ...changes }
}

const shown = { answer: 'shown', answeredAt: at } as const
const hidden = { answer: 'hidden', answeredAt: at } as const

const cases: [string, Partial<PersonFacts>, PersonCode, string | null][] = [
  ['nobody sees what is not in the feed', { isInFeed: false, isOpen: true }, 'not_in_feed', null],
  ['what the CRM does not show the admin', { crm: 'missing', sight: shown }, 'untold', null],
  ['of a CRM that is silent nothing is told', { crm: 'silent', isOpen: true }, 'untold', null],
  ['open to the portal', { isOpen: true, sight: hidden, hasOpened: false }, 'open', null],
  ['an admin sees everything', { adminAt: at }, 'admin', at],
  ['an admin no more', { adminAt: before, sight: hidden }, 'hidden', at],
  ['an admin again', { adminAt: at, sight: { ...hidden, answeredAt: before } }, 'admin', at],
  ['the CRM showed it', { sight: shown }, 'shown', at],
  ['the CRM hid it', { sight: hidden }, 'hidden', at],
  ['the CRM denied the type', { sight: { answer: 'type_denied', answeredAt: at } }, 'type_denied', at],
  ['the CRM has it in another state', { sight: { answer: 'changed', answeredAt: at } }, 'changed', at],
  ['never opened', { hasOpened: false }, 'never_opened', null],
  ['not asked', {}, 'not_asked', null],
]

test.each(cases)('%s', (_, changes, code, answeredAt) => {
  expect(explainPerson(facts(changes))).toEqual({ code, answeredAt })
})

test('every reason is given by some facts', () => {
  expect(new Set(cases.map(([, , code]) => code))).toEqual(new Set(personCodes))
})
