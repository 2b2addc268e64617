import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ActQueue } from '#components/feed/unread/act-queue.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A server that hears acts, unless it is down or has yet to answer. */
function fakeServer() {
  const server = { heard: [] as string[], isDown: false, answers: Promise.resolve() }
  const act = (name: string) => async () => {
    await server.answers
    if (server.isDown) throw new Error('down')
    server.heard.push(name)
  }
  return { server, act }
}

test('what is done while another act is under way is heard after it', async () => {
  const { server, act } = fakeServer()
  const slow = Promise.withResolvers<void>()
  server.answers = slow.promise
  const queue = new ActQueue()
  for (const name of ['one', 'two', 'three']) queue.add(act(name))
  await vi.advanceTimersByTimeAsync(60_000)
  expect([server.heard, queue.isEmpty]).toEqual([[], false])
  slow.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect([server.heard, queue.isEmpty]).toEqual([['one', 'two', 'three'], true])
})

test('what failed is tried again, and what was done meanwhile waits behind it', async () => {
  const { server, act } = fakeServer()
  const queue = new ActQueue()
  server.isDown = true
  queue.add(act('seen'))
  await vi.advanceTimersByTimeAsync(500)
  queue.add(act('unseen'))
  server.isDown = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(server.heard).toEqual(['seen', 'unseen'])
})

test('an act begins after a glance that is under way, whether that is heard or lost', async () => {
  const { server, act } = fakeServer()
  const slow = Promise.withResolvers<void>()
  server.answers = slow.promise
  const queue = new ActQueue()
  const heard = queue.glance(act('seen'))
  server.answers = Promise.resolve()
  queue.add(act('unseen'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(server.heard).toEqual([])
  slow.resolve()
  await heard
  await vi.advanceTimersByTimeAsync(0)
  expect(server.heard).toEqual(['seen', 'unseen'])
  await expect(queue.glance(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost')
  queue.add(act('seen again'))
  await vi.advanceTimersByTimeAsync(0)
  expect(server.heard.at(-1)).toBe('seen again')
})
