import { expect, test } from 'vitest'
import { silentSettings } from '#lib/notify/notify-rule.ts'
import { changesSchema, readStored, toStored } from '#lib/preferences/preferences-schema.ts'

const notify = { ...silentSettings, sound: true }
const view = { id: 'v1', name: 'Big claims', filter: { q: 'claim', createdBy: 7, unread: true } }
const understands = (changes: unknown) => changesSchema.safeParse(changes).success

test('views and rules of notification may be saved, together or apart', () => {
  for (const changes of [
    {},
    { views: [] },
    { views: [view] },
    { notify: null },
    { notify },
    { theme: 'dark' },
    { theme: null },
    { filter: view.filter },
    { filter: null },
  ])
    expect([changes, understands(changes)]).toEqual([changes, true])
})

test.each<[string, unknown]>([
  ['another part', { colour: 'red' }],
  ['a theme that there is not', { theme: 'blue' }],
  ['a last filter of another kind', { filter: { colour: 'red' } }],
  ['no object', []],
  ['a view with another key', { views: [{ ...view, owner: 1 }] }],
  ['a view without a name', { views: [{ ...view, name: '  ' }] }],
  ['a name of 81 letters', { views: [{ ...view, name: 'x'.repeat(81) }] }],
  ['a name that PostgreSQL refuses', { views: [{ ...view, name: 'a\0b' }] }],
  ['half a character', { views: [{ ...view, name: '\ud800' }] }],
  ['a filter of another kind', { views: [{ ...view, filter: { colour: 'red' } }] }],
  ['a filter with half a character', { views: [{ ...view, filter: { q: '\udc00' } }] }],
  ['the same view twice', { views: [view, view] }],
  ['51 views', { views: Array.from({ length: 51 }, (_, n) => ({ ...view, id: `v${n}` })) }],
  ['an id that is a path', { views: [{ ...view, id: '../x' }] }],
  ['rules deeper than anybody writes them', { notify: { a: { b: { c: { d: 1 } } } } }],
  ['half of the settings', { notify: { sound: true } }],
  ['a thousand rules', { notify: { rules: Array.from({ length: 1_000 }, () => ({})) } }],
])('%s is refused', (_, changes) => expect(understands(changes)).toBe(false))

test('what was saved by another version counts as never saved, part by part', () => {
  const nothing = { views: [], notify: null, theme: null, filter: null }
  for (const stored of [
    undefined,
    null,
    5,
    [],
    {},
    { views: 'x' },
    { notify: [1] },
    { theme: 7 },
    { filter: { colour: 'red' } },
  ])
    expect(readStored(stored)).toEqual(nothing)
  expect(readStored({ views: [{ ...view, filter: { colour: 'red' } }], notify })).toEqual({
    views: [],
    notify,
    theme: null,
    filter: null,
  })
})

test('views that the version before does not understand are kept where it neither reads nor writes', () => {
  const later = [
    { assignedTo: 0 },
    { from: '2026-11-22', day: 'today' as const },
    { stageId: 'DT1220_3:NEW,'.repeat(8) },
  ]
  const views = [view, ...later.map((filter, n) => ({ id: `l${n}`, name: 'Later', filter })), { ...view, id: 'v2' }]
  const stored = toStored({ views })
  expect(stored).toMatchObject({ views: [view, { id: 'v2' }] })
  expect(readStored(JSON.parse(JSON.stringify(stored))).views).toEqual(views)
  expect(readStored({ ...stored, views: [] }).views, 'which has saved none').toHaveLength(later.length)
  expect(toStored({ theme: 'dark' })).toEqual({ theme: 'dark' })
})

test('views that an older version filled up, beside those that it does not know, may still be saved', () => {
  const stored = toStored({ views: [{ id: 'l', name: 'Later', filter: { assignedTo: 0 } }] })
  const full = Array.from({ length: 50 }, (_, n) => ({ ...view, id: `v${n}` }))
  const { views } = readStored({ ...stored, views: full })
  expect([views.length, views[0]?.id, understands({ views })]).toEqual([50, 'l', true])
})
