import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bellDueAt, isQuiet, quietEnd } from '#lib/notify/quiet-hours.ts'

const night = { from: '22:00', to: '07:30', zone: 'Europe/Berlin' }
const at = (text: string) => new Date(text)

describe('quiet hours', () => {
  test.each([
    ['2026-11-22T20:59:59Z', false],
    ['2026-11-22T21:00:00Z', true],
    ['2026-11-23T03:00:00Z', true],
    ['2026-11-23T06:29:59Z', true],
    ['2026-11-23T06:30:00Z', false],
    // In summer the same clock is an hour earlier in the world.
    ['2026-07-22T20:00:00Z', true],
  ])('over midnight in Berlin: %s is %s', (moment, expected) => {
    expect(isQuiet(at(moment), night)).toBe(expected)
  })

  test('within one day, and none at all', () => {
    const noon = { from: '12:00', to: '13:00', zone: 'Asia/Kolkata' }
    expect(isQuiet(at('2026-11-22T06:30:00Z'), noon)).toBe(true)
    expect(isQuiet(at('2026-11-22T07:30:00Z'), noon)).toBe(false)
    expect(isQuiet(at('2026-11-22T06:30:00Z'), { ...noon, to: '12:00' })).toBe(false)
    expect(isQuiet(at('2026-11-22T06:30:00Z'), null)).toBe(false)
  })

  test('end with the minute that their clock says, also in the night when the clocks change', () => {
    expect(quietEnd(at('2026-11-22T23:15:42Z'), night)).toEqual(at('2026-11-23T06:30:00Z'))
    // The night of 25 October 2026 has an hour more, that of 29 March an hour less.
    expect(quietEnd(at('2026-10-24T22:00:00Z'), night)).toEqual(at('2026-10-25T06:30:00Z'))
    expect(quietEnd(at('2026-03-28T22:00:00Z'), night)).toEqual(at('2026-03-29T05:30:00Z'))
    // 02:30 does not exist in that night.
    expect(quietEnd(at('2026-03-28T22:00:00Z'), { ...night, to: '02:30' })).toEqual(at('2026-03-29T01:00:00Z'))
  })

  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kolkata', 'Australia/Lord_Howe')
  const clocks = fc.nat(1439).map((minute) => {
    return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  })
  const quiets = fc.record({ from: clocks, to: clocks, zone: zones })
  const moments = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z'), noInvalidDate: true })

  test('end at the first moment that is not quiet, within a day and an hour', () => {
    fc.assert(
      fc.property(moments, quiets, (now, quiet) => {
        const end = quietEnd(now, quiet)
        if (isQuiet(end, quiet) || end < now || end.getTime() - now.getTime() > 25 * 3_600_000) return false
        if (end.getTime() === now.getTime()) return !isQuiet(now, quiet)
        const minutes = Math.floor((end.getTime() - now.getTime()) / 60_000)
        const before = [1, Math.ceil(minutes / 2), minutes].filter((back) => back >= 1 && back <= minutes)
        return before.every((back) => isQuiet(new Date(end.getTime() - back * 60_000), quiet))
      }),
      { numRuns: 500 },
    )
  })

  test('the bell rings at once, or with the full hour, but never in quiet hours', () => {
    const now = at('2026-11-22T12:34:56Z')
    expect(bellDueAt(now, { digest: false, quiet: null })).toEqual(now)
    expect(bellDueAt(now, { digest: true, quiet: null })).toEqual(at('2026-11-22T13:00:00Z'))
    fc.assert(
      fc.property(moments, quiets, fc.boolean(), (moment, quiet, digest) => {
        const due = bellDueAt(moment, { digest, quiet })
        return due >= moment && !isQuiet(due, quiet)
      }),
      { numRuns: 300 },
    )
  })
})
