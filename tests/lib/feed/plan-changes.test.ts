import { describe, expect, test } from 'vitest'
import type { RemoteItem } from '#lib/bitrix24/remote-item.ts'
import { type ConfirmedItem, planChanges, type StoredItem } from '#lib/feed/plan-changes.ts'

const now = new Date(5_000)
const remote: RemoteItem = {
  itemId: 22,
  title: 'Claim',
  createdAt: new Date(1_000),
  createdById: 1,
  assignedById: null,
  categoryId: 3,
  stageId: 'NEW',
  amount: { value: '1500.5', currency: 'EUR' },
  updatedAt: null,
}
const confirmed: ConfirmedItem = {
  entityTypeId: 1220,
  itemId: 22,
  remote,
  actor: 'person',
  receivedAt: new Date(2_000),
  addedAt: new Date(2_000),
  source: 'EVENT',
}
const stored: StoredItem = {
  ...remote,
  entityTypeId: 1220,
  position: 3n,
  source: 'EVENT',
  actor: 'person',
  receivedAt: new Date(2_000),
  removedAt: null,
}

function plan(item: ConfirmedItem, before?: StoredItem, baseline: number | undefined = 20) {
  const { changes, known, outcomes, headRevision, announcedAgain } = planChanges({
    confirmed: [item],
    stored: new Map(before ? [['1220:22', before]] : []),
    baselines: new Map(baseline === undefined ? [] : [[1220, baseline]]),
    headRevision: 7n,
    now,
  })
  return { outcome: outcomes.get('1220:22'), change: changes[0], known, headRevision, announcedAgain }
}

describe('a confirmed item', () => {
  test('that is new takes the next revision as its place in the feed', () => {
    const { outcome, change, headRevision } = plan(confirmed)
    expect({ outcome, headRevision }).toEqual({ outcome: 'RECORDED', headRevision: 8n })
    expect(change).toMatchObject({ revision: 8n, row: { position: 8n, title: 'Claim', source: 'EVENT' } })
  })

  test('that is in the feed unchanged takes no revision', () => {
    expect(plan(confirmed, stored)).toMatchObject({ outcome: 'DUPLICATE', change: undefined, headRevision: 7n })
  })

  test('T9: that is announced again takes no revision, however late; long after, it may have come back from the recycle bin', () => {
    const announced = (addedAt: Date | null) => {
      const { outcome, headRevision, announcedAgain } = plan({ ...confirmed, addedAt }, stored)
      expect({ outcome, headRevision }).toEqual({ outcome: 'DUPLICATE', headRevision: 7n })
      return announcedAgain
    }
    expect(announced(new Date(4_500))).toEqual([])
    expect(announced(new Date(60_000))).toEqual(['1220:22'])
    expect(announced(null)).toEqual([])
  })

  test('that is in the feed unchanged is known up to when it was last changed in what the feed does not show', () => {
    const updatedAt = new Date(4_000)
    const before = { ...stored, updatedAt: new Date(3_000) }
    expect(plan({ ...confirmed, remote: { ...remote, updatedAt } }, before).known).toEqual([{ ...before, updatedAt }])
    expect(plan({ ...confirmed, remote: { ...remote, updatedAt } }, { ...before, updatedAt }).known).toEqual([])
    expect(plan(confirmed, before).known).toEqual([])
  })

  test('that changed keeps its place and its actor', () => {
    const { change } = plan({ ...confirmed, actor: 'unknown', remote: { ...remote, stageId: 'DONE' } }, stored)
    expect(change).toMatchObject({ revision: 8n, row: { position: 3n, actor: 'person', stageId: 'DONE' } })
  })

  test('that is about another sum has changed, whichever way it is written before it is read', () => {
    const amount = { value: '1500.51', currency: 'EUR' }
    expect(plan({ ...confirmed, remote: { ...remote, amount } }, stored).change).toMatchObject({ row: { amount } })
    expect(plan({ ...confirmed, remote: { ...remote, amount: null } }, stored).change).toMatchObject({ revision: 8n })
  })

  test('whose update overtook its add still learns who created it, once', () => {
    const overtaken = { ...stored, actor: 'unknown' as const }
    expect(plan(confirmed, overtaken).change).toMatchObject({ revision: 8n, row: { position: 3n, actor: 'person' } })
    expect(plan({ ...confirmed, actor: 'automation' }, stored).change).toBeUndefined()
    expect(plan({ ...confirmed, actor: 'unknown' }, overtaken).change).toBeUndefined()
  })

  test('that the CRM does not know and never was here leaves no trace', () => {
    expect(plan({ ...confirmed, remote: null })).toMatchObject({ outcome: 'NOT_FOUND', change: undefined })
  })

  test('that the CRM no longer knows becomes a tombstone, once', () => {
    const { change } = plan({ ...confirmed, remote: null }, stored)
    expect(change).toMatchObject({ revision: 8n, row: { removedAt: now } })
    expect(plan({ ...confirmed, remote: null }, { ...stored, removedAt: now })).toMatchObject({
      outcome: 'REMOVED',
      change: undefined,
    })
  })

  test('that was restored comes back to its place', () => {
    expect(plan(confirmed, { ...stored, removedAt: new Date(4_000) }).change).toMatchObject({
      row: { removedAt: null, position: 3n },
    })
  })

  test('that is older than its watch, or not watched, stays out', () => {
    expect(plan(confirmed, undefined, 22)).toMatchObject({ outcome: 'NOT_WATCHED', change: undefined })
    expect(
      planChanges({ confirmed: [confirmed], stored: new Map(), baselines: new Map(), headRevision: 7n, now }).changes,
    ).toEqual([])
  })
})
