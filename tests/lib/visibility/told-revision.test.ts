import { expect, test } from 'vitest'
import { newId } from '#lib/platform/ids.ts'
import { startAt } from '#lib/visibility/change-cursor.ts'
import { toldRevision } from '#lib/visibility/told-revision.ts'

test.each([true, false])(
  'S1: rows newer than what was known of the watches are told next time (admin: %s)',
  (isAdmin) => {
    const reader = { portalId: newId(), isAdmin }
    const cursor = startAt(9n)
    const changes = [{ kind: 'reset', revision: 9n }] as const
    expect(toldRevision(reader, { told: 3n, cursor, changes, head: 5n }, 0)).toBe(5n)
    expect(toldRevision(reader, { told: 3n, cursor, changes, head: 9n }, 5_000)).toBe(9n)
  },
)

test('S1: what is not decided yet is read again', () => {
  const cursor = { ...startAt(9n), undecided: new Set([7n]) }
  expect(toldRevision({ portalId: newId(), isAdmin: true }, { told: 3n, cursor, changes: [], head: 9n }, 0)).toBe(6n)
})
