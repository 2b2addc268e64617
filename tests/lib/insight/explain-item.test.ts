import { describe, expect, test } from 'vitest'
import {
  explainItem,
  explanationCodes,
  explanationNotes,
  type ItemFacts,
  type ReceiptFact,
} from '#lib/insight/explain-item.ts'

const watch: NonNullable<ItemFacts['watch']> = {
  visibility: 'crm',
  baselineItemId: 100,
  checkpointItemId: 150,
  prunedItemId: 0,
  isPaused: false,
}
const at = '2026-11-22T12:00:00.000Z'
const later = '2026-11-22T12:05:00.000Z'

function receipt(outcome: string, changes: Partial<ReceiptFact> = {}): ReceiptFact {
  const isOpen = outcome === 'received'
  const settledAt = isOpen ? null : at
  return {
    event: 'add',
    actor: 'person',
    outcome,
    sentAt: at,
    receivedAt: at,
    settledAt,
    deferredUntil: null,
    reason: null,
    ...changes,
  }
}

/** An item after the checkpoint of a watched type, which exists and of which nothing was heard. */
function facts(changes: Partial<ItemFacts> = {}): ItemFacts {
  const nothing = { row: null, receipts: [], crm: 'exists', portal: 'ok' } as const
  return { entityTypeId: 1220, itemId: 200, isOtherKind: false, watch, ...nothing, ...changes }
}

const event = { source: 'event', isHistory: false, isRemoved: false } as const
const gone = { source: 'event', isHistory: false, isRemoved: true } as const
const deferred = receipt('received', { deferredUntil: later })

const cases: [string, Partial<ItemFacts>, ReturnType<typeof explainItem>['code'], string[]][] = [
  ['announced and recorded', { row: event, receipts: [receipt('recorded')] }, 'received', ['not_visible']],
  ['open to the portal', { row: event, watch: { ...watch, visibility: 'portal' } }, 'received', ['visible_to_all']],
  [
    'found by catch-up',
    { row: { source: 'catch-up', isHistory: false, isRemoved: false } },
    'recovered',
    ['not_visible'],
  ],
  [
    'older than the watch',
    { row: { source: 'catch-up', isHistory: true, isRemoved: false } },
    'imported',
    ['not_visible'],
  ],
  [
    'announced again',
    { row: event, receipts: [receipt('duplicate'), receipt('recorded')] },
    'received',
    ['not_visible', 'duplicate'],
  ],
  ['a change waits', { row: event, receipts: [receipt('received')] }, 'received', ['not_visible', 'change_pending']],
  ['a change is parked', { row: event, receipts: [receipt('parked')] }, 'received', ['not_visible', 'change_parked']],
  ['deleted unnoticed', { row: event, crm: 'missing' }, 'received', ['not_visible', 'removal_unnoticed']],
  ['the CRM is silent about a row', { row: event, crm: 'silent' }, 'received', ['not_visible']],
  ['a lead', { isOtherKind: true, watch: null }, 'other_kind', []],
  ['a type that nobody ticked', { watch: null, receipts: [receipt('not_watched')] }, 'not_watched', []],
  ['a type that was unticked', { watch: null, row: event }, 'not_watched', []],
  ['deleted', { row: gone, crm: 'missing', receipts: [receipt('removed')] }, 'removed', []],
  ['restored unnoticed', { row: gone }, 'removed', ['return_unnoticed']],
  ['set aside', { receipts: [receipt('parked')] }, 'parked', []],
  ['set aside, and announced anew', { receipts: [receipt('received'), receipt('parked')] }, 'pending', []],
  ['announced just now', { receipts: [receipt('received')] }, 'pending', []],
  ['announced, deleted meanwhile', { receipts: [receipt('received')], crm: 'missing' }, 'pending', []],
  ['announced, access lost', { receipts: [receipt('received')], portal: 'reauth' }, 'unavailable', []],
  ['announced, portal slow', { receipts: [deferred], portal: 'waiting' }, 'unavailable', []],
  ['nothing heard, unpaid', { portal: 'payment' }, 'unavailable', []],
  ['nothing heard, unfinished', { portal: 'unfinished' }, 'unavailable', []],
  ['nothing heard, CRM silent', { crm: 'silent' }, 'unavailable', []],
  ['a made-up number', { crm: 'missing' }, 'unknown_item', []],
  [
    'announced, but deleted before it was confirmed',
    { crm: 'missing', receipts: [receipt('not_found')] },
    'unknown_item',
    [],
  ],
  ['older than the watch', { itemId: 100 }, 'before_baseline', []],
  ['older than the watch, CRM silent', { itemId: 100, crm: 'silent' }, 'before_baseline', []],
  ['deleted by age', { watch: { ...watch, prunedItemId: 200 } }, 'expired', []],
  ['of a type that cannot be followed', { watch: { ...watch, isPaused: true } }, 'type_paused', []],
  ['found by catch-up, and not read yet', { receipts: [receipt('received', { event: 'catch-up' })] }, 'pending', []],
  ['lost on the way', {}, 'never_announced', []],
  ['lost on the way, portal slow', { portal: 'waiting' }, 'never_announced', []],
  ['lost, and overlooked', { itemId: 150 }, 'never_announced', ['missed_by_sweep']],
]

describe('why an item is in the feed or not', () => {
  test.each(cases)('%s', (_, changes, code, notes) => {
    expect(explainItem(facts(changes))).toMatchObject({ code, notes })
  })

  test('when the app looks again is told where it is known', () => {
    expect(explainItem(facts({ receipts: [receipt('received'), deferred] })).looksAgainAt).toBe(later)
    expect(explainItem(facts({ receipts: [receipt('received')] })).looksAgainAt).toBeNull()
    expect(explainItem(facts({ receipts: [receipt('parked', { deferredUntil: later })] })).looksAgainAt).toBeNull()
  })

  const every = product()

  test('every combination of facts has an answer, and every answer is given to some', () => {
    const verdicts = every.map(explainItem)
    expect(new Set(verdicts.map(({ code }) => code))).toEqual(new Set(explanationCodes))
    expect(new Set(verdicts.flatMap(({ notes }) => notes))).toEqual(new Set(explanationNotes))
  })

  test('no answer says what the facts contradict', () => {
    for (const given of every) {
      const { inFeed, code, notes } = explainItem(given)
      const isShown = given.row !== null && !given.row.isRemoved && given.watch !== null
      expect([given, inFeed]).toEqual([given, isShown])
      if (code === 'unknown_item') expect([given.crm, given.row]).toEqual(['missing', null])
      if (code === 'never_announced') expect([given.crm, given.row]).toEqual(['exists', null])
      if (code === 'before_baseline') expect(given.itemId).toBeLessThanOrEqual(watch.baselineItemId)
      if (code === 'not_watched') expect(given.watch).toBeNull()
      if (code === 'pending') expect(given.receipts.some(({ settledAt }) => settledAt === null)).toBe(true)
      if (code === 'type_paused') expect(given.watch?.isPaused).toBe(true)
      if (code === 'expired') expect(given.itemId).toBeLessThanOrEqual(given.watch?.prunedItemId ?? 0)
      if (code === 'parked') expect(given.receipts.some(({ outcome }) => outcome === 'parked')).toBe(true)
      if (notes.includes('removal_unnoticed')) expect(given.crm).toBe('missing')
      if (notes.includes('visible_to_all')) expect(given.watch?.visibility).toBe('portal')
    }
  })
})

/** All facts that differ in anything that may matter. */
function product(): ItemFacts[] {
  const receipts = [
    [],
    [receipt('received')],
    [deferred],
    [receipt('parked')],
    [receipt('parked', { settledAt: null })],
    [receipt('recorded')],
    [receipt('duplicate')],
    [receipt('not_found')],
    [receipt('not_watched')],
    [receipt('received'), receipt('parked')],
  ]
  const watches = [
    null,
    watch,
    { ...watch, visibility: 'portal' as const },
    { ...watch, isPaused: true },
    { ...watch, prunedItemId: 150 },
  ]
  const caughtUp = { source: 'catch-up', isRemoved: false } as const
  const rows = [null, event, gone, { ...caughtUp, isHistory: false }, { ...caughtUp, isHistory: true }]
  const portals = ['ok', 'waiting', 'reauth', 'payment', 'unfinished'] as const
  return [100, 150, 200].flatMap((itemId) =>
    [false, true].flatMap((isOtherKind) =>
      watches.flatMap((each) =>
        rows.flatMap((row) =>
          receipts.flatMap((list) =>
            (['exists', 'missing', 'silent'] as const).flatMap((crm) =>
              portals.map((portal) => facts({ itemId, isOtherKind, watch: each, row, receipts: list, crm, portal })),
            ),
          ),
        ),
      ),
    ),
  )
}
