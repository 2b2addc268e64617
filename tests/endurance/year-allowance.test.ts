import { expect, test } from 'vitest'
import { allowanceOf, askedWhileClosed, busiest, overdrawn } from './year-allowance.ts'

const startMs = Date.parse('2026-11-30T00:00:00Z')
const entry = (ms: number, error: string | null = null) => ({
  ...{ at: new Date(startMs + ms).toISOString(), method: 'batch', userId: null, httpStatus: 200, error },
})
const entries = (count: number, everyMs: number) => Array.from({ length: count }, (_, n) => entry(n * everyMs))
const closed = { why: 'plan', fromMs: startMs, untilMs: startMs + 30_000, steps: 0, openings: 0, passedSeconds: 0 }

test('an allowance is 50 at once and two a second, of Enterprise 250 and five', () => {
  expect(overdrawn(entries(50, 0), allowanceOf('en_std'))).toBe(0)
  expect(overdrawn(entries(51, 0), allowanceOf('en_std'))).toBe(1)
  expect(overdrawn(entries(251, 0), allowanceOf('de_ent250'))).toBe(1)
  expect(overdrawn(entries(1_000, 500), allowanceOf('en_std'))).toBe(0)
  expect(overdrawn(entries(1_000, 400), allowanceOf('en_std'))).toBeGreaterThan(0)
  expect(busiest(entries(100, 1_000), 10)).toBe(11)
})

test('a closed portal is asked once for each step of the back-off, for who opens the app, and by the pages of an instance together', () => {
  const log = [
    entry(-1_000),
    entry(1_000, 'ACCESS_DENIED'),
    entry(1_100, 'ACCESS_DENIED'),
    entry(20_000, 'ACCESS_DENIED'),
  ]
  // Two instances, after 10 s and 20 s more.
  expect(askedWhileClosed(log, closed)).toEqual({ asked: ['20000 ms: batch ACCESS_DENIED'], may: 4 })
  expect(askedWhileClosed(log, { ...closed, steps: 1 })).toMatchObject({ may: 5 })
  expect(askedWhileClosed(log, { ...closed, openings: 1 }).may).toBeGreaterThan(5)
  const short = { ...closed, untilMs: startMs + 9_000 }
  expect(askedWhileClosed([entry(1_000, 'ACCESS_DENIED'), entry(8_000)], short)).toMatchObject({ may: 0 })
  // What went wrong otherwise has told nobody that the portal is closed.
  expect(askedWhileClosed([entry(1_000, 'QUERY_LIMIT_EXCEEDED'), entry(20_000)], closed)).toEqual({ asked: [], may: 0 })
})
