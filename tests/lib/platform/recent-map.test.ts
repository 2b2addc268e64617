import { expect, test } from 'vitest'
import { dropOldest } from '#lib/platform/drop-oldest.ts'
import { RateLimiter } from '#lib/platform/rate-limiter.ts'
import { recentMap } from '#lib/platform/recent-map.ts'

test('a full map forgets what has not been used for longest, and that alone', () => {
  const map = recentMap<string, number>(3)
  for (const [at, key] of ['a', 'b', 'c'].entries()) map.set(key, at)
  map.get('a')
  map.set('d', 3)
  expect([...map.keys()]).toEqual(['d', 'a', 'c'])
})

test('room is taken as a map fills, not for all that it may hold', () => {
  expect(recentMap<string, number>(2 ** 40).set('a', 1).size).toBe(1)
})

test('a limiter that knows too many keys forgets the one longest unused', () => {
  const limiter = new RateLimiter({ burst: 1, perSecond: 1, maxKeys: 2 })
  expect(['a', 'b', 'a', 'c'].map((key) => limiter.take(key, 0))).toEqual([true, true, false, true])
  expect(['a', 'b'].map((key) => limiter.available(key, 0))).toEqual([0, 1])
})

test('where order is that of arrival, the first goes, but for nobody who is there already', () => {
  const map = new Map<string, unknown>([
    ['a', 1],
    ['b', 2],
  ])
  map.get('a')
  dropOldest(map, 'b', 2)
  expect([...map.keys()]).toEqual(['a', 'b'])
  dropOldest(map, 'c', 2)
  expect([...map.keys()]).toEqual(['b'])
})
