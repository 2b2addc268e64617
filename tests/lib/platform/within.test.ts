import { expect, test, vi } from 'vitest'
import { endsWithin } from '#lib/platform/ends-within.ts'
import { within } from '#lib/platform/within.ts'

test('D6: what does not answer in time is an error that says so; what does is its answer', async () => {
  vi.useFakeTimers()
  const never = within(1_500, 'The database', () => new Promise(() => {}))
  const refused = expect(never).rejects.toThrow('The database did not answer within 1500 ms.')
  await vi.advanceTimersByTimeAsync(1_500)
  await refused
  expect(await within(1_500, 'The database', async () => 7)).toBe(7)
  vi.useRealTimers()
})

test('work that is not done in time goes on', async () => {
  vi.useFakeTimers()
  const waiting = endsWithin(new Promise(() => {}), 400)
  await vi.advanceTimersByTimeAsync(400)
  expect(await waiting).toBe(false)
  expect(await endsWithin(Promise.resolve(), 400)).toBe(true)
  vi.useRealTimers()
})
