import { expect, test } from 'vitest'
import type { FeedRow } from '#lib/feed/feed-row.ts'
import { changesPerRead, PortalChanges } from '#lib/visibility/portal-changes.ts'
import type { ReadRows } from '#lib/visibility/read-feed-rows.ts'

const rowOf = (revision: bigint, id = `1220:${revision}`) => ({ revision, item: { id, entityTypeId: 1220 } }) as FeedRow

/** A feed whose reads end when the test says so. */
function makeFeed(count = 0) {
  const feed = { rows: [] as FeedRow[], watchesRevision: 0n }
  for (let revision = 1n; revision <= BigInt(count); revision += 1n) feed.rows.push(rowOf(revision))
  const begun: { from: bigint; end: () => void }[] = []
  const changes = new PortalChanges((from, limit) => {
    const { promise, resolve } = Promise.withResolvers<ReadRows>()
    const rows = feed.rows.filter(({ revision }) => revision > from).slice(0, limit)
    const read = { rows, openTypes: new Map(), watchesRevision: feed.watchesRevision }
    begun.push({ from, end: () => resolve(read) })
    return promise
  })
  const revisionsOf = async (window: Promise<ReadRows>) => (await window).rows.map(({ revision }) => revision)
  /** Asks, and ends whatever that reads. */
  const ask = async (revision: bigint, head: bigint) => {
    const window = changes.after(revision, head, 1)
    begun.at(-1)?.end()
    return revisionsOf(window)
  }
  return { feed, changes, begun, revisionsOf, ask }
}

test('S1: who comes after a signal is not told by a reading from before it', async () => {
  const { feed, changes, begun, revisionsOf } = makeFeed(1)
  const before = changes.after(0n, 0n, 1)
  feed.rows.push(rowOf(2n))
  changes.signal()
  const later = [changes.after(0n, 0n, 1), changes.after(0n, 0n, 1)]
  for (const { end } of begun) end()
  expect(begun).toHaveLength(2)
  await before
  expect(await Promise.all(later.map(revisionsOf))).toEqual([
    [1n, 2n],
    [1n, 2n],
  ])
})

test('S1: where the signal was lost, a higher head has the rows read', async () => {
  const { feed, begun, ask } = makeFeed(1)
  await ask(0n, 1n)
  feed.rows.push(rowOf(2n))
  expect(await ask(0n, 1n)).toEqual([1n])
  expect(begun).toHaveLength(1)
  expect(await ask(0n, 2n)).toEqual([1n, 2n])
  expect(begun.map(({ from }) => from)).toEqual([0n, 1n])
})

test('a revision that is no row’s is waited for once', async () => {
  const { begun, ask } = makeFeed(1)
  expect(await ask(0n, 5n)).toEqual([1n])
  expect(await ask(0n, 5n)).toEqual([1n])
  expect(begun).toHaveLength(1)
})

test('an item that changed again is known by its newest row only', async () => {
  const { feed, changes, ask } = makeFeed(2)
  await ask(0n, 2n)
  feed.rows = [rowOf(2n), rowOf(3n, '1220:1')]
  changes.signal()
  expect(await ask(0n, 2n)).toEqual([2n, 3n])
})

test('H10: rows that were read when other types were watched are not told any more', async () => {
  const { feed, changes, begun, ask } = makeFeed(1)
  await ask(0n, 1n)
  feed.rows = [rowOf(3n)]
  feed.watchesRevision = 2n
  changes.signal()
  expect(await ask(1n, 1n)).toEqual([3n])
  expect(await ask(0n, 3n)).toEqual([3n])
  expect(begun.map(({ from }) => from)).toEqual([0n, 1n, 0n])
})

test('S1: whoever asks just when other types are watched is told all rows from where it is', async () => {
  const { feed, changes, begun, revisionsOf, ask } = makeFeed(2)
  await ask(0n, 2n)
  feed.rows.push(rowOf(4n))
  feed.watchesRevision = 3n
  changes.signal()
  const window = changes.after(1n, 2n, 1)
  begun.at(-1)?.end()
  await expect.poll(() => begun.map(({ from }) => from)).toEqual([0n, 2n, 1n])
  begun.at(-1)?.end()
  expect(await revisionsOf(window)).toEqual([2n, 4n])
})

test('what is kept has a bound, and who is behind it reads on to the end', async () => {
  const { changes, ask } = makeFeed(5 * changesPerRead + 1)
  const told: bigint[] = []
  for (let at = 0n; ; at = told.at(-1) ?? at) {
    const rows = await ask(at, 0n)
    if (rows.length === 0) break
    told.push(...rows)
  }
  expect(told).toHaveLength(5 * changesPerRead + 1)
  expect(changes.size).toBeLessThanOrEqual(500)
  expect(await ask(0n, 0n)).toHaveLength(changesPerRead)
})

test('H14: who comes from far behind what all have read waits in a line of one’s own', async () => {
  const lines: (number | null)[] = []
  const changes = new PortalChanges(async (from, _, alone) => {
    lines.push(alone)
    const rows = from >= 3_000n ? [] : [rowOf(from + 1n)]
    return { rows, openTypes: new Map(), watchesRevision: 0n }
  })
  await changes.after(2_990n, 2_991n, 1)
  await changes.after(9n, 2_991n, 7)
  changes.signal()
  await changes.after(2_991n, 2_992n, 2)
  expect(lines).toEqual([null, 7, null])
})
