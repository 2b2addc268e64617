import { expect, onTestFinished, test, vi } from 'vitest'
import { standardLimit } from '#lib/bitrix24/rest-limit.ts'
import { Pace } from './pace.ts'

test('a portal is asked twice a second, but for a few requests at once', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const pace = new Pace(standardLimit)
  let sent = 0
  for (let wanted = 0; wanted < 100; wanted += 1) void pace.take().then(() => (sent += 1))
  await vi.advanceTimersByTimeAsync(10)
  expect(sent).toBe(15)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(sent).toBeGreaterThan(15 + 17)
  expect(sent).toBeLessThanOrEqual(15 + 21)
})

test('a portal that says "too many" is left alone for a while', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const pace = new Pace(standardLimit)
  pace.slowDown()
  let isSent = false
  void pace.take().then(() => (isSent = true))
  await vi.advanceTimersByTimeAsync(4_900)
  expect(isSent).toBe(false)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(isSent).toBe(true)
})
