import { afterEach, expect, test, vi } from 'vitest'
import { drain, hurryDrain, isClosing, isDraining, longestDrainMs, onDrain } from '#lib/platform/drain.ts'

afterEach(() => {
  // Each test is a process that has not been asked to stop yet.
  Reflect.deleteProperty(globalThis, Symbol.for('smart-process-feed.drain'))
})

test('streams end before jobs, jobs before connections', async () => {
  const order: string[] = []
  onDrain('connections', () => void order.push('connections'))
  onDrain('jobs', async () => void order.push('jobs'))
  onDrain('streams', () => void order.push('streams'))
  expect(isDraining()).toBe(false)
  const draining = drain()
  expect(isDraining()).toBe(true)
  expect(await draining).toBe(0)
  expect(order).toEqual(['streams', 'jobs', 'connections'])
})

test('what fails to stop is told and does not keep the rest from stopping', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const closed = vi.fn()
  onDrain('streams', () => Promise.reject(new Error('stuck')))
  onDrain('connections', closed)
  expect(await drain()).toBe(1)
  expect(closed).toHaveBeenCalledOnce()
  expect(said).toHaveBeenCalledWith('While stopping: stuck\n')
})

test('what was taken back is not stopped, and a second signal changes nothing', async () => {
  const gone = vi.fn()
  const stop = vi.fn()
  onDrain('jobs', gone)()
  onDrain('jobs', stop)
  expect(drain()).toBe(drain())
  await drain()
  expect(gone).not.toHaveBeenCalled()
  expect(stop).toHaveBeenCalledOnce()
})

test('D7: a notice comes first: streams end one by one in its second half, and only then nobody is let in and the rest stops', async () => {
  vi.useFakeTimers()
  const [streams, job] = [Array.from({ length: 50 }, () => vi.fn()), vi.fn()]
  for (const end of streams) onDrain('streams', end)
  onDrain('jobs', job)
  const ended = () => streams.filter((end) => end.mock.calls.length > 0).length
  const draining = drain({ noticeMs: 4_000 })
  await vi.advanceTimersByTimeAsync(1_900)
  expect([isDraining(), isClosing(), ended()]).toEqual([true, false, 0])
  await vi.advanceTimersByTimeAsync(1_100)
  expect(ended()).toBeGreaterThan(5)
  expect(ended()).toBeLessThan(45)
  await vi.advanceTimersByTimeAsync(900)
  expect([isClosing(), job.mock.calls.length]).toEqual([false, 0])
  await vi.advanceTimersByTimeAsync(200)
  expect([isClosing(), ended()]).toEqual([true, 50])
  expect(await draining).toBe(0)
  expect(job).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

test('told to hurry, it ends the notice, and waits no more than 2 s for what runs', async () => {
  vi.useFakeTimers()
  onDrain('jobs', () => new Promise(() => {}))
  const draining = drain({ noticeMs: 300_000 })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(isClosing()).toBe(false)
  hurryDrain()
  await vi.advanceTimersByTimeAsync(2_000)
  expect([isClosing(), await draining]).toEqual([true, 1])
  vi.useRealTimers()
})

test('whoever waits for a drain knows how long: 8 s, or 5 s after the notice', () => {
  expect([0, 3_000, 30_000].map(longestDrainMs)).toEqual([8_000, 8_000, 35_000])
})

test('after 8 s it gives up waiting', async () => {
  vi.useFakeTimers()
  onDrain('jobs', () => new Promise(() => {}))
  const draining = drain()
  await vi.advanceTimersByTimeAsync(8_000)
  expect(await draining).toBe(1)
  vi.useRealTimers()
})
