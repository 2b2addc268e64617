import { expect, test } from 'vitest'
import { createPortal } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem({ env: { SWEEP_INTERVAL_SECONDS: '2' } })
const soon = { interval: 100 }

test('D3: what was missed in a portal that nobody has looked at for long is there once somebody opens the app', async () => {
  const portal = await createPortal(system())
  const admin = await portal.ready(1220)
  const [known = 0] = await portal.create({ entityTypeId: 1220 })
  await expect.poll(() => admin.itemIds(), soon).toEqual([known])
  // The times of a portal that was quiet for a day: without an opening it is left alone for an hour.
  const quieten = () =>
    system().sql<{ portal_id: string }>(
      `update attention set attended_at = now() - interval '1 day', sweep_begun_at = now() - interval '3 seconds',
         sweep_at = now() + interval '1 hour', compare_at = now() + interval '1 hour'
       where portal_id = (select id from portal where member_id = $1) and sweep_begun_at > now() - interval '3 seconds'
       returning portal_id`,
      [portal.memberId],
    )
  await expect.poll(async () => (await quieten()).length, soon).toBe(1)
  const [missed = 0] = await portal.create({ entityTypeId: 1220, announce: false })
  const opened = await portal.viewer()
  await expect.poll(() => opened.itemIds(), soon).toEqual([missed, known])
})
