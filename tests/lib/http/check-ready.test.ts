import { expect, test } from 'vitest'
import { inPortals } from '#lib/db/in-portal.ts'
import { checkReady } from '#lib/http/check-ready.ts'
import { runDatabase } from '../../support/run-database.ts'

runDatabase()

/** More than the pool of viewers has connections. */
const crowd = 20

test('T3: whoever takes all connections of viewers does not make the instance look as if its database were gone', async () => {
  expect(await checkReady()).toEqual([])
  const over = Promise.withResolvers<void>()
  let holding = 0
  const hold = () =>
    inPortals([], async () => {
      holding += 1
      await over.promise
    })
  const holders = Array.from({ length: crowd }, () => hold().catch(() => undefined))
  await expect.poll(() => holding).toBeGreaterThanOrEqual(10)
  expect(await Promise.all(Array.from({ length: 100 }, checkReady))).toEqual(Array.from({ length: 100 }, () => []))
  over.resolve()
  await Promise.all(holders)
})
