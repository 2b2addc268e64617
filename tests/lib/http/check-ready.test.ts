import { expect, test } from 'vitest'
import { poolCounts } from '#lib/db/client.ts'
import { inPortals } from '#lib/db/in-portals.ts'
import { checkReady } from '#lib/http/check-ready.ts'
import { runDatabase } from '../../support/run-database.ts'

runDatabase()

/** More than the pool of viewers has connections. */
const crowd = 20

test('T3: whoever takes all connections of viewers does not make the instance look as if its database were gone', async () => {
  expect(await checkReady()).toEqual([])
  const over = Promise.withResolvers<void>()
  const hold = () => inPortals([], () => over.promise)
  const holders = Array.from({ length: crowd }, () => hold().catch(() => undefined))
  await expect.poll(() => poolCounts().find(({ pool }) => pool === 'default')?.waiting).toBeGreaterThan(0)
  expect(await Promise.all(Array.from({ length: 100 }, checkReady))).toEqual(Array.from({ length: 100 }, () => []))
  over.resolve()
  await Promise.all(holders)
})
