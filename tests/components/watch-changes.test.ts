import { expect, test } from 'vitest'
import { effectsOf, isHarmful } from '#components/settings/draft-effects.ts'
import { effectsText } from '#components/settings/effects-text.ts'
import { readChanges } from '#components/settings/stored-draft.ts'
import { changesOf, choose, tick, withChanges } from '#components/settings/watch-draft.ts'
import { loadMessages } from '#lib/language/load-messages.ts'
import { translate } from '#lib/language/translate.ts'
import type { Watch } from '#lib/watches/watch.ts'

const english = await loadMessages('en')
const t: Parameters<typeof effectsText>[0] = (key, values) => translate(english, 'en', key, values)

const asInCrm = { visibility: 'crm', history: 'none' } as const
const forAll = { visibility: 'portal', history: 'none' } as const

const types = [
  { entityTypeId: 31, title: 'Invoices', isInvoice: true, watched: true, itemCount: 5 },
  { entityTypeId: 1220, title: 'Claims', isInvoice: false, watched: true, itemCount: 5 },
  { entityTypeId: 1036, title: 'Orders', isInvoice: false, watched: false, itemCount: 5 },
]
const watch = (entityTypeId: number, title: string, itemCount: number): Watch => ({
  ...{ entityTypeId, title, itemCount, visibility: 'crm', paused: null },
  ...{ checkpointItemId: 0, sweptAt: null, lastItemAt: null },
})
const known = {
  types,
  watches: [watch(31, 'Invoices', 0), watch(1220, 'Claims', 9)],
  saved: new Map([
    [31, asInCrm],
    [1220, asInCrm],
  ]),
}

test('unsaved changes are laid upon what somebody else has saved meanwhile', () => {
  const draft = choose(tick(known.saved, 1220, false), 31, { visibility: 'portal' })
  const changes = changesOf(known.saved, draft)
  const byNow = choose(known.saved, 1036, forAll)
  expect([...withChanges(byNow, changes)]).toEqual([
    [31, forAll],
    [1036, forAll],
  ])
  expect(changesOf(known.saved, known.saved).size).toBe(0)
})

test('changes that were stored are read again, and what is none is left out', () => {
  const changes = changesOf(known.saved, tick(tick(known.saved, 1220, false), 1036, true))
  expect(readChanges(JSON.stringify([...changes]))).toEqual(changes)
  const strange = [[31, { visibility: 'all', history: 'none' }], ['31', null], 7, null, [1220, null]]
  expect(readChanges(JSON.stringify(strange))).toEqual(new Map([[1220, null]]))
  expect([readChanges('{'), readChanges('{}'), readChanges(null)]).toEqual([new Map(), new Map(), new Map()])
})

test('what saving does is told by type, and asked where others lose rows or see more', () => {
  const after = (draft: Parameters<typeof effectsOf>[1]) => effectsOf(known, draft)
  const titles = (draft: Parameters<typeof effectsOf>[1]) =>
    Object.fromEntries(Object.entries(after(draft)).map(([kind, each]) => [kind, each.map(({ title }) => title)]))
  const ticked = tick(known.saved, 1036, true)
  const nothing = { ticked: [], tickedHistory: [], unticked: [], opened: [], closed: [] }
  expect(titles(ticked)).toEqual({ ...nothing, ticked: ['Orders'] })
  for (const history of ['week', 'last500'] as const)
    expect(titles(choose(ticked, 1036, { history }))).toEqual({ ...nothing, tickedHistory: ['Orders'] })
  expect(isHarmful(after(ticked))).toBe(false)
  const opened = choose(ticked, 1036, { visibility: 'portal' })
  expect(titles(opened)).toEqual({ ...nothing, ticked: ['Orders'], opened: ['Orders'] })
  expect(isHarmful(after(opened))).toBe(true)
  expect(isHarmful(after(tick(known.saved, 1220, false)))).toBe(true)
  expect(isHarmful(after(tick(known.saved, 31, false))), 'nobody loses a row').toBe(false)
})

test('what was saved is said of each type, and “from now on” only of those that begin now', () => {
  const saved = tick(tick(known.saved, 1036, true), 31, false)
  const said = (draft: Parameters<typeof effectsOf>[1]) => effectsText(t, 'en', effectsOf(known, draft))
  expect(said(saved)).toBe('Saved. Watched from now on: Orders. No longer watched: Invoices.')
  const withOlder = choose(saved, 1036, { history: 'last500' })
  expect(said(withOlder)).toBe('Saved. Watched, with older items: Orders. No longer watched: Invoices.')
})

test('a type that is open to all and shall be as in the CRM again is closed', () => {
  const saved = new Map([[1220, forAll]])
  expect(effectsOf({ ...known, saved }, new Map([[1220, asInCrm]])).closed).toMatchObject([{ title: 'Claims' }])
})
