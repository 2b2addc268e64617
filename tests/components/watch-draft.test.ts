import { expect, test } from 'vitest'
import { changesOf, choose, findTypes, tick, toWanted } from '#components/settings/watch-draft.ts'

const asInCrm = { visibility: 'crm', history: 'none' } as const

test('ticking off and on again is no change, choosing who sees it is', () => {
  const saved = new Map([[1220, asInCrm]])
  expect(changesOf(saved, tick(tick(saved, 1220, false), 1220, true)).size).toBe(0)
  expect(changesOf(saved, choose(saved, 1220, { visibility: 'portal' })).size).toBe(1)
  expect(changesOf(saved, tick(saved, 31, true)).size).toBe(1)
})

test('the whole wanted set is sent, each with who sees it and where it begins', () => {
  const draft = tick(new Map([[1220, { ...asInCrm, visibility: 'portal' as const }]]), 31, true)
  expect(toWanted(choose(draft, 31, { history: 'week' }))).toEqual({
    watches: [
      { entityTypeId: 1220, visibility: 'portal', history: 'none' },
      { entityTypeId: 31, visibility: 'crm', history: 'week' },
    ],
  })
})

test('a search finds every word in any case, and numbers', () => {
  const types = [
    { entityTypeId: 1036, title: 'Equipment orders', isInvoice: false, watched: false, itemCount: null },
    { entityTypeId: 31, title: 'Invoices', isInvoice: true, watched: false, itemCount: null },
  ]
  const found = (query: string) => findTypes(types, query).map((type) => type.entityTypeId)
  expect([found('ORDERS equ'), found('31'), found(''), found('zzz')]).toEqual([[1036], [31], [1036, 31], []])
})
