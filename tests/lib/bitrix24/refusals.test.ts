import { expect, test } from 'vitest'
import { findRefusal, oauthRefusals, readChainRefusal, restRefusals } from '#lib/bitrix24/refusals.ts'
import { toRestFailure } from '#lib/bitrix24/rest-error.ts'
import { documentedCodes, documentedOAuthCodes } from './documented-codes.ts'

test('every code that the official error pages list has its row', () => {
  const unknown = documentedCodes.filter(({ code, text }) => findRefusal(restRefusals, code, text) === null)
  expect(unknown).toEqual([])
  expect(documentedOAuthCodes.filter((code) => findRefusal(oauthRefusals, code, '') === null)).toEqual([])
})

test('a row is found: none stands behind another one of its code and words', () => {
  for (const rows of [restRefusals, oauthRefusals]) {
    const keys = rows.map(({ code, says }) => `${code} ${says?.source ?? ''}`)
    expect(new Set(keys).size).toBe(keys.length)
    expect(rows.filter(({ code }) => code !== code.toUpperCase())).toEqual([])
  }
})

test('only what stands against the whole portal closes it, and says why', () => {
  const closed = [...restRefusals, ...oauthRefusals].filter(({ meaning }) => meaning === 'closed')
  expect(closed.filter(({ reach, closing }) => reach !== 'portal' || closing === undefined)).toEqual([])
})

test.each([
  ['ACCESS_DENIED', 'REST API is available only on commercial plans.', 'closed', 'plan'],
  ['ACCESS_DENIED', 'REST is available only on commercial plans', 'closed', 'plan'],
  ['ACCESS_DENIED', 'Access denied', 'denied', undefined],
  ['ACCESS_DENIED', '', 'denied', undefined],
  ['error_oauth', 'Subscription has been ended', 'closed', 'subscription'],
  ['ERROR_OAUTH', 'Application not installed', 'not_installed', undefined],
  ['PORTAL_BLOCKED_BY_LICENSE_SCANNER', '', 'closed', 'blocked'],
  ['ERROR_UNHEARD_OF', 'Something new', 'other', undefined],
])('%s "%s" means %s', (code, description, kind, closing) => {
  for (const status of [200, 400, 401, 403, 'batch'] as const) {
    const failure = toRestFailure(code, { status, description })
    expect([failure.kind, failure.closing]).toEqual([kind, closing])
  }
})

test('one command of a batch that breaks is not a portal that is down', () => {
  expect(toRestFailure('INTERNAL_SERVER_ERROR', { status: 'batch' }).kind).toBe('other')
  expect(toRestFailure('INTERNAL_SERVER_ERROR', { status: 500 }).kind).toBe('unreachable')
})

test.each([
  ['subscription_ended', 'closed', 'subscription'],
  ['payment_required', 'closed', 'app'],
  ['not_installed', 'gone', undefined],
  ['invalid_grant', 'dead', undefined],
  ['unheard_of', 'unclear', undefined],
])('a refresh that is refused with %s is %s', (name, meaning, closing) => {
  const read = readChainRefusal(name)
  expect([read.meaning, read.closing]).toEqual([meaning, closing])
})
