import { describe, expect, test } from 'vitest'
import type { RestFailure } from '#lib/bitrix24/rest-error.ts'
import { readBatchVerdict } from '#lib/confirmation/batch-verdict.ts'
import type { Hint } from '#lib/confirmation/fold-receipts.ts'
import { makeHint } from './make-hint.ts'

const hint = (entityTypeId: number, itemId: number): Hint =>
  makeHint(itemId, { entityTypeId, receiptIds: [`${entityTypeId}:${itemId}`] })
const lists = [
  { entityTypeId: 1220, hints: [hint(1220, 1), hint(1220, 2)] },
  { entityTypeId: 31, hints: [hint(31, 7)] },
]
const items = (...ids: number[]) => ({ items: ids.map((id) => ({ id, createdTime: '2026-01-01T00:00:00Z' })) })

function verdict(results: Record<string, unknown>, failures: Record<string, RestFailure> = {}) {
  const answer = {
    ok: true,
    results: new Map(Object.entries(results)),
    failures: new Map(Object.entries(failures)),
    totals: new Map(),
    portalTime: null,
  } as const
  const plan = { asksOwner: true, lists, walks: [], controls: [], ends: [], types: null }
  const { items: confirmed, decided, deferred, divided, failure } = readBatchVerdict(answer, plan, new Date(2_000))
  const ids = (hints: readonly Hint[]) => hints.flatMap(({ receiptIds }) => receiptIds)
  return {
    shown: confirmed.flatMap((item) => (item.remote ? [item.itemId] : [])),
    gone: confirmed.flatMap((item) => (item.remote ? [] : [item.itemId])),
    decided: ids(decided),
    deferred: ids(deferred),
    divided: divided.flatMap(({ hints }) => ids(hints)),
    failure: failure?.code ?? null,
  }
}

const declined = (kind: RestFailure['kind'], code: string) => ({ l0: { kind, code } })

describe('what a batch says', () => {
  test('to an admin: what is missing from its list is gone', () => {
    expect(verdict({ admin: true, l0: items(1), l1: items(7) })).toEqual({
      shown: [1, 7],
      gone: [2],
      decided: ['1220:1', '1220:2', '31:7'],
      deferred: [],
      divided: [],
      failure: null,
    })
  })

  test('D12: a type that an admin is told does not exist takes its items with it, and nothing waits', () => {
    const failures = declined('not_found', 'ENTITY_TYPE_NOT_SUPPORTED')
    expect(verdict({ admin: true, l1: items(7) }, failures)).toMatchObject({
      gone: [1, 2],
      deferred: [],
      failure: null,
    })
  })

  test.each([
    ['operation_limit', 'OPERATION_TIME_LIMIT'],
    ['denied', 'ACCESS_DENIED'],
  ] as const)('B2, B9: a list that is declined as %s waits by itself', (kind, code) => {
    expect(verdict({ admin: true, l1: items(7) }, declined(kind, code))).toEqual({
      shown: [7],
      gone: [],
      decided: ['31:7'],
      deferred: ['1220:1', '1220:2'],
      divided: [],
      failure: null,
    })
  })

  test('B9: a list that something breaks is asked again by shorter lists', () => {
    expect(verdict({ admin: true, l1: items(7) }, declined('other', 'INTERNAL_SERVER_ERROR'))).toMatchObject({
      decided: ['31:7'],
      deferred: [],
      divided: ['1220:1', '1220:2'],
    })
  })

  test('B9: an item whose row cannot be read is not gone, and does not keep the others', () => {
    const garbled = { items: [{ id: 'x' }, ...items(1).items] }
    expect(verdict({ admin: true, l0: garbled, l1: items(7) })).toMatchObject({
      shown: [1, 7],
      gone: [],
      divided: ['1220:2'],
    })
  })

  test.each(['token', 'query_limit', 'closed', 'not_installed', 'moved'] as const)(
    'a list that is declined as %s speaks for the portal',
    (kind) => {
      const failures = declined(kind, 'CODE')
      expect(verdict({ admin: true, l1: items(7) }, failures)).toMatchObject({ deferred: [], failure: 'CODE' })
    },
  )

  test('B8: to somebody who is no admin any more, nothing is gone, neither items nor types', () => {
    const results = { admin: false, l0: items(1), l1: items() }
    expect(verdict(results)).toMatchObject({ shown: [1], gone: [], deferred: [], failure: 'OWNER_IS_NOT_ADMIN' })
    const failures = declined('not_found', 'NOT_FOUND')
    expect(verdict({ admin: false, l1: items(7) }, failures)).toMatchObject({ gone: [], failure: 'OWNER_IS_NOT_ADMIN' })
  })

  test('where nobody knows whether the owner is an admin, nothing is gone and nobody is demoted', () => {
    const failures = { admin: { kind: 'other', code: 'INTERNAL_SERVER_ERROR' } as const }
    expect(verdict({ l0: items(1), l1: items(7) }, failures)).toMatchObject({
      shown: [1, 7],
      gone: [],
      deferred: ['1220:2'],
      failure: null,
    })
  })

  test('that has no answer in it decides nothing', () => {
    expect(verdict({})).toMatchObject({ decided: [], deferred: [], failure: 'UNREADABLE_LIST' })
  })
})

test('T1: what was read within the second of its last change is known up to the second before: it may have changed once more', () => {
  const updatedTime = '2026-01-01T10:00:05+03:00'
  const knownUpTo = (portalTime: string | null) => {
    const results = new Map<string, unknown>([
      ['admin', true],
      ['l0', { items: [{ id: 1, createdTime: updatedTime, updatedTime }] }],
      ['l1', { items: [] }],
    ])
    const answer = {
      ok: true,
      results,
      failures: new Map(),
      totals: new Map(),
      portalTime: portalTime ? new Date(portalTime) : null,
    } as const
    const plan = { asksOwner: true, lists, walks: [], controls: [], ends: [], types: null }
    const read = readBatchVerdict(answer, plan, new Date(2_000)).items.find(({ itemId }) => itemId === 1)
    return read?.remote?.updatedAt?.toISOString()
  }
  expect(knownUpTo('2026-01-01T07:00:05.999Z')).toBe('2026-01-01T07:00:04.000Z')
  expect(knownUpTo('2026-01-01T07:00:06.000Z')).toBe('2026-01-01T07:00:05.000Z')
  expect(knownUpTo(null)).toBe('2026-01-01T07:00:04.000Z')
})
