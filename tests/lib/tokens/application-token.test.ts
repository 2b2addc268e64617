import { expect, test } from 'vitest'
import { secondsFrom } from '#lib/platform/clock.ts'
import { takenOver, takesOver } from '#lib/tokens/application-token.ts'

const now = new Date('2026-11-29T12:00:00Z')
const at = (minutes: number) => secondsFrom(now, minutes * 60)
/** The end of an access token that was issued then: it lives for an hour. */
const issued = (minutes: number) => at(minutes + 60)

const known = { digest: 'new', takenAt: at(-20), formers: ['old'] }

test.each([
  ['the known one', 'new', issued(0), false],
  ['another one', 'newer', issued(-30), true],
  ['another one whose access token tells no end', 'newer', null, true],
  ['a former one of a form from before', 'old', issued(-25), false],
  ['a former one of a form of the very moment, by clocks that differ', 'old', issued(-17), false],
  ['a former one whose access token tells no end', 'old', null, false],
  ['a former one of a form that was made later', 'old', issued(-10), true],
])('%s replaces the known application token: %#', (_, digest, accessEndsAt, expected) => {
  expect(takesOver(known, { digest, accessEndsAt }, now)).toBe(expected)
})

test('a former one comes back once no form from before can be proved any more', () => {
  const long = { ...known, takenAt: at(-66) }
  expect(takesOver(long, { digest: 'old', accessEndsAt: null }, now)).toBe(true)
})

test('where none is known any is taken; what it replaces is remembered, and what comes back is no former one', () => {
  const none = { digest: null, takenAt: null, formers: [] }
  expect(takesOver(none, { digest: 'a', accessEndsAt: null }, now)).toBe(true)
  const first = takenOver(none, { digest: 'a', accessEndsAt: null }, now)
  expect(first).toEqual({ digest: 'a', takenAt: now, formers: [] })
  const second = takenOver(first, { digest: 'b', accessEndsAt: null }, now)
  expect(second.formers).toEqual(['a'])
  expect(takenOver(second, { digest: 'a', accessEndsAt: null }, now).formers).toEqual(['b'])
  expect(
    'cdefg'.split('').reduce((token, digest) => takenOver(token, { digest, accessEndsAt: null }, now), second).formers,
  ).toEqual(['f', 'e', 'd', 'c'])
})
