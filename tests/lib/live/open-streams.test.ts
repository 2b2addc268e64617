import { expect, test } from 'vitest'
import { OpenStreams } from '#lib/live/open-streams.ts'

const of = (portalId: string, userId: number) => ({ portalId, userId })

function makeStreams(limits = { perViewer: 3, perPortal: 5, inAll: 7 }) {
  const streams = new OpenStreams(limits)
  const ended: string[] = []
  const open = (name: string, sharer = of('a', 1), options = {}) =>
    streams.enter(sharer, () => ended.push(name), options)
  return { open, ended }
}

test('T3: a viewer’s next stream takes the place of that viewer’s oldest, and of nobody else’s', () => {
  const { open, ended } = makeStreams()
  open('colleague', of('a', 2))
  for (let n = 0; n < 400; n += 1) open(`own ${n}`)
  expect(ended).toEqual(Array.from({ length: 397 }, (_, n) => `own ${n}`))
})

test('T3: a stream that gave way comes back for a free place only, so that no two pages drive each other out', () => {
  const { open, ended } = makeStreams()
  const leaves = ['one', 'two', 'three', 'four'].map((name) => open(name))
  expect(ended).toEqual(['one'])
  expect(() => open('one again', of('a', 1), { onlyIfFree: true })).toThrow('too_many_requests')
  expect(ended).toEqual(['one'])
  leaves[2]?.()
  leaves[2]?.()
  open('one again', of('a', 1), { onlyIfFree: true })
  expect(ended).toEqual(['one'])
  expect(() => open('too much', of('a', 1), { onlyIfFree: true })).toThrow('too_many_requests')
})

test('T3: a portal that is full refuses whoever has none, and another portal does not notice', () => {
  const { open, ended } = makeStreams()
  for (let userId = 1; userId <= 5; userId += 1) open(`viewer ${userId}`, of('a', userId))
  expect(() => open('viewer 6', of('a', 6))).toThrow('too_many_requests')
  open('viewer 1 again', of('a', 1))
  expect(ended).toEqual(['viewer 1'])
  open('other', of('b', 1))
})

test('a process that is full says when to come back', () => {
  const { open } = makeStreams({ perViewer: 3, perPortal: 5, inAll: 2 })
  open('one', of('a', 1))
  open('two', of('b', 1))
  expect(() => open('three', of('c', 1))).toThrow(expect.objectContaining({ retryAfterMs: 60_000 }))
})
