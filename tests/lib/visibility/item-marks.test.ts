import { describe, expect, test } from 'vitest'
import type { RemoteItem } from '#lib/bitrix24/remote-item.ts'
import { AskPauses } from '#lib/visibility/ask-pauses.ts'
import { lowWaterOf, resumeFrom, startAt } from '#lib/visibility/change-cursor.ts'
import { compareSight } from '#lib/visibility/compare-sight.ts'
import { ItemMarks } from '#lib/visibility/item-marks.ts'
import type { VisibleChange } from '#lib/visibility/list-visible-changes.ts'
import { slowHead } from '#lib/visibility/slow-head.ts'
import { toldRevision } from '#lib/visibility/told-revision.ts'

const minutes = 60_000
const question = (itemId: number, revision = 1n) => ({ entityTypeId: 1220, itemId, revision })
const item: RemoteItem = {
  ...{ itemId: 5, title: 'Claim', createdAt: new Date(0), updatedAt: new Date(1_000) },
  ...{ createdById: 1, assignedById: 9, categoryId: null, stageId: null, amount: null },
}
const read = <T extends object>(asked: T) => ({ ...asked, read: item })

describe('what the CRM answered about an item', () => {
  test('holds for its revision and for minutes only', () => {
    const marks = new ItemMarks()
    marks.set(read(question(5)), 'shown', 0)
    expect(marks.get('1220:5', 1n, minutes)).toBe(true)
    expect(marks.get('1220:5', 2n, minutes)).toBeUndefined()
    expect(marks.get('1220:5', 1n, 4 * minutes)).toBeUndefined()
    expect(marks.expired(4 * minutes, 10)).toMatchObject([question(5)])
  })

  test('H10: is remembered when it was "hidden" too, so that a removal of a hidden item tells nothing', () => {
    const marks = new ItemMarks()
    marks.set(question(5), 'hidden', 0)
    expect(marks.last('1220:5')).toMatchObject({ visible: false, wasShown: false })
    expect(marks.last('1220:6')).toBeUndefined()
  })

  test('that flips at the same revision says that rights have changed; a new revision does not', () => {
    const marks = new ItemMarks()
    expect(marks.set(read(question(5)), 'shown', 0)).toBe(false)
    expect(marks.set(read(question(5)), 'shown', 0)).toBe(false)
    expect(marks.set(question(5), 'hidden', 0)).toBe(true)
    expect(marks.set(read(question(5, 2n)), 'shown', 0)).toBe(false)
    expect(marks.last('1220:5')).toMatchObject({ visible: true, wasShown: true })
  })

  test('T7: about a former item that had the number of another one now says nothing about that', () => {
    const marks = new ItemMarks()
    marks.set(read(question(5)), 'shown', 0)
    expect(marks.last('1220:5', 1n)).toMatchObject({ wasShown: true })
    expect(marks.last('1220:5', 7n)).toBeUndefined()
    expect(marks.set({ ...question(5, 7n), since: 7n }, 'hidden', 0)).toBe(false)
    expect(marks.last('1220:5', 7n)).toMatchObject({ visible: false, wasShown: false })
  })

  test('about an item that is gone is not asked again', () => {
    const marks = new ItemMarks()
    marks.set(read(question(5)), 'shown', 0)
    marks.remove('1220:5')
    expect(marks.expired(4 * minutes, 10)).toEqual([])
  })
})

describe('T1: what it means that the CRM shows an item', () => {
  const second = (s: number) => new Date(s * 1_000)
  const sight = (row: Partial<RemoteItem>, seen: Partial<RemoteItem>) =>
    compareSight({ ...question(5), read: { ...item, ...row } }, { ...item, ...seen })

  test('in the state that stands in the feed: it is shown, whatever else of it has changed since', () => {
    expect(sight({}, {})).toBe('shown')
    expect(sight({}, { updatedAt: second(99) })).toBe('shown')
    expect(sight({ updatedAt: null }, { updatedAt: null })).toBe('shown')
  })

  test('in another state: our row is of another time, and is not told', () => {
    expect(sight({}, { title: 'Renamed', updatedAt: second(2) })).toBe('stale')
    expect(sight({}, { assignedById: 7, updatedAt: second(2) })).toBe('stale')
    expect(sight({ updatedAt: null }, { title: 'Renamed' })).toBe('stale')
    // A portal that was restored from a backup.
    expect(sight({ updatedAt: second(9) }, { title: 'Older' })).toBe('stale')
  })

  test('in other words, while nothing changed since the row was read: it is the same state, but not proved to be', () => {
    expect(sight({}, { title: 'Reclamación 5' })).toBe('visible')
  })

  test('by a portal that does not say when it was changed: as if there were no other state', () => {
    expect(sight({}, { title: 'Renamed', updatedAt: null })).toBe('visible')
  })

  test('a row that was found stale is asked about less and less often, and at once when it was read anew', () => {
    const marks = new ItemMarks()
    const asked = read(question(5))
    marks.setStale(asked, 0)
    expect([marks.isStaleYet(asked, 399), marks.isStaleYet(asked, 400)]).toEqual([true, false])
    marks.setStale(asked, 400)
    expect([marks.isStaleYet(asked, 1_199), marks.isStaleYet(asked, 1_200)]).toEqual([true, false])
    expect(marks.isStaleYet({ ...asked, revision: 2n }, 401)).toBe(false)
    expect(marks.isStaleYet({ ...asked, read: { ...item, updatedAt: second(2) } }, 401)).toBe(false)
    for (let n = 0; n < 20; n += 1) marks.setStale(asked, 0)
    expect([marks.isStaleYet(asked, 29_999), marks.isStaleYet(asked, 30_000)]).toEqual([true, false])
    marks.set(asked, 'shown', 0)
    expect(marks.isStale(asked)).toBe(false)
  })

  test('the first revision that was shown as it stood is remembered, and no other answer takes its place', () => {
    const marks = new ItemMarks()
    marks.set(read(question(5, 2n)), 'visible', 0)
    expect(marks.last('1220:5')?.shownSince).toBeNull()
    marks.set(read(question(5, 3n)), 'shown', 0)
    marks.set(question(5, 4n), 'hidden', 0)
    marks.set(read(question(5, 5n)), 'shown', 0)
    expect(marks.last('1220:5')?.shownSince).toBe(3n)
  })

  test('that it shows an item, asked without its state, does not let the row through', () => {
    const marks = new ItemMarks()
    marks.set(question(5), 'visible', 0)
    expect(marks.get('1220:5', 1n, 0)).toBeUndefined()
    expect(marks.last('1220:5')?.visible).toBe(true)
  })
})

describe('a portal that does not answer', () => {
  test('is asked again at once after one failure, then less and less often', () => {
    const pauses = new AskPauses<string>()
    pauses.failed('all', 0)
    expect(pauses.isPaused('all', 0)).toBe(false)
    pauses.failed('all', 0)
    expect([pauses.isPaused('all', 1_400), pauses.isPaused('all', 1_500)]).toEqual([true, false])
    for (let n = 0; n < 20; n += 1) pauses.failed('all', 0)
    expect([pauses.isPaused('all', 59_000), pauses.isPaused('all', 60_000)]).toEqual([true, false])
    pauses.answered('all')
    expect(pauses.isPaused('all', 0)).toBe(false)
  })
})

describe('the revision to come back with', () => {
  const shown = (revision: bigint): VisibleChange => ({ kind: 'reset', revision })

  test('stays below the first undecided row', () => {
    const cursor = startAt(9n)
    expect(lowWaterOf(cursor)).toBe(9n)
    cursor.undecided = new Set([7n, 5n])
    expect(lowWaterOf(cursor)).toBe(4n)
  })

  test('stays below what the page may still show although it is hidden now', () => {
    const cursor = startAt(9n)
    expect(resumeFrom(cursor)).toBe(9n)
    cursor.doubtfulFrom = 7n
    expect(resumeFrom(cursor)).toBe(6n)
    cursor.undecided = new Set([5n])
    expect(resumeFrom(cursor)).toBe(4n)
  })

  test('H10: moves over hidden rows only every four seconds, over shown ones at once', () => {
    const viewer = { portalId: 'portal of H10', isAdmin: false }
    slowHead(viewer.portalId, 8n, 0)
    const at = (nowMs: number, changes: VisibleChange[] = []) =>
      toldRevision(viewer, { told: 8n, upTo: 10n, changes, head: 10n }, nowMs)
    expect(at(3_900)).toBe(8n)
    expect(at(3_900, [shown(9n)])).toBe(9n)
    expect(at(4_000)).toBe(10n)
  })

  test('is the low-water mark at once for an admin, and never goes back', () => {
    const admin = { portalId: 'portal of an admin', isAdmin: true }
    expect(toldRevision(admin, { told: 2n, upTo: 10n, changes: [], head: 10n }, 0)).toBe(10n)
    expect(toldRevision(admin, { told: 6n, upTo: 2n, changes: [], head: 10n }, 0)).toBe(6n)
  })
})
