import { afterEach, expect, test, vi } from 'vitest'
import { drain, isDraining, onDrain } from '#lib/platform/drain.ts'

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

test('after 8 s it gives up waiting', async () => {
  vi.useFakeTimers()
  onDrain('jobs', () => new Promise(() => {}))
  const draining = drain()
  await vi.advanceTimersByTimeAsync(8_000)
  expect(await draining).toBe(1)
  vi.useRealTimers()
})
