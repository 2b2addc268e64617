import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

// The timer does not come round here: what shows, shows by the next event.
const system = runSystem({ env: { SWEEP_INTERVAL_SECONDS: '86400' } })
const soon = { interval: 100 }
const ascending = (ids: number[]) => ids.toSorted((a, b) => a - b)

test('D3: a gap shows with the next event of its type, without the timer', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const lost = await portal.create({ entityTypeId: 1220, count: 60, announce: false })
  const [announced = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(async () => ascending(await admin.itemIds()), soon).toEqual([...lost, announced])
  expect((await admin.item(1220, announced))?.source).toBe('event')
  expect((await admin.item(1220, lost[30] ?? 0))?.source).toBe('catch-up')
})
