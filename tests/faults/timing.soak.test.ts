import { expect, test } from 'vitest'
import type { FeedClient } from '../support/feed-client.ts'
import { createPortal, people } from '../support/portal-driver.ts'
import { runSystem } from '../support/start-system.ts'

const system = runSystem()
const rounds = 300
const hidden = 40

async function timeOf(viewer: FeedClient): Promise<number> {
  const startedAt = performance.now()
  await viewer.feed('limit=50')
  return performance.now() - startedAt
}

const quantile = (values: number[], q: number) => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)] ?? 0

test(`H10: a list from which ${hidden} items are hidden takes as long as one where there is nothing to hide, but for noise`, {
  timeout: 300_000,
}, async () => {
  const lists: { viewer: FeedClient; times: number[] }[] = []
  for (const count of [0, hidden]) {
    const portal = await createPortal(system())
    const admin = await portal.ready(1220)
    if (count > 0) await portal.create({ entityTypeId: 1220, count, userId: people.manager })
    await expect.poll(async () => (await admin.itemIds()).length).toBe(count)
    const viewer = await portal.viewer(people.outsider)
    // The CRM says of each item that it is hidden, once for some minutes.
    expect(await viewer.itemIds()).toEqual([])
    lists.push({ viewer, times: [] })
  }
  // In turn, so that whatever else the machine does meets both alike.
  for (let round = 0; round < rounds; round += 1) {
    for (const { viewer, times } of lists) times.push(await timeOf(viewer))
  }
  const [without, with_] = lists.map(({ times }) => times)
  if (!without || !with_) throw new Error('Two lists were timed.')
  const spread = quantile(without, 0.9) - quantile(without, 0.1)
  const difference = Math.abs(quantile(with_, 0.5) - quantile(without, 0.5))
  process.stdout.write(`difference of the medians ${difference.toFixed(2)} ms, noise ${spread.toFixed(2)} ms\n`)
  expect(difference).toBeLessThan(spread)
})
