import { expect, onTestFinished, test } from 'vitest'
import { readHead } from '#lib/feed-head/read-head.ts'
import { portalPoll } from '#lib/live/portal-poll.ts'
import { streamFeed } from '#lib/live/stream-feed.ts'
import { subscriberHub } from '#lib/live/subscriber-hub.ts'
import { webStream } from '#lib/live/web-stream.ts'
import { systemClock } from '#lib/platform/clock.ts'
import { slowHead } from '#lib/visibility/slow-head.ts'
import { makeReader } from '../../support/make-reader.ts'
import { scrape } from '../../support/metric-samples.ts'
import { people } from '../../support/portal-driver.ts'
import { installCore, runCore } from '../../support/start-core.ts'

const core = runCore()
const open = (entityTypeId: number) => ({ entityTypeId, visibility: 'portal' as const })

const noId = -1n

type Sent = { readonly event: string; readonly id: bigint }
const parse = (text: string): Sent[] => text.split('\n\n').filter(Boolean).map(parseOne)
const parseOne = (text: string): Sent => ({
  event: /^event: (.*)$/m.exec(text)?.[1] ?? '',
  id: BigInt(/^id: (.*)$/m.exec(text)?.[1] ?? noId),
})

/** A portal with two types that are open to everybody, one item in its feed, and somebody on its page. */
async function openPage() {
  const portal = await installCore(core(), open(1220), open(147))
  const { portalId } = portal
  onTestFinished(subscriberHub().subscribe(portalId, () => undefined))
  const arrive = async (entityTypeId: number) => {
    const [itemId = 0] = await portal.create({ entityTypeId })
    await portal.receive({ entityTypeId, itemId })
    await portal.confirm()
  }
  await arrive(1220)
  const viewer = {
    ...{ portalId, userId: people.admin, isAdmin: true, priority: 2 as const },
    ...{ clientEndpoint: '', accessToken: '', allowPrivate: true },
  }
  /** A stream of the page that comes back with this id, and what it was sent but for statuses. */
  const resume = async (since: bigint) => {
    const sent: Sent[] = []
    const send = (text: string) => void sent.push(...parse(text))
    const head = await readHead(portalId)
    const reader = makeReader({ viewer, since, head, send })
    await reader.begin()
    await reader.turn()
    return { reader, told: () => sent.filter(({ event }) => event !== 'status') }
  }
  const news = () => portalPoll().latest(portalId)?.news
  return { portal, arrive, resume, news, head: await readHead(portalId) }
}

// The poll must not come round in between, which it does every two seconds.
test('S1: an item that is newer than the news of changed watches does not come before they are told, and they are told once', {
  retry: 2,
}, async () => {
  const { portal, arrive, resume, news, head } = await openPage()
  const { reader, told } = await resume(head)
  await portal.watch(open(147))
  const changedAt = await readHead(portal.portalId)
  await arrive(147)
  // Otherwise there is nothing to see here.
  expect(news()?.watchesRevision).toBeLessThan(changedAt)
  reader.signal()
  await reader.turn()
  expect(told()).toEqual([
    { event: 'reset', id: head },
    { event: 'item', id: changedAt + 1n },
  ])
  // Still with the old news, and then with those that tell it too.
  reader.signal()
  await reader.turn()
  await expect.poll(() => news()?.head).toBeGreaterThan(changedAt)
  await reader.turn()
  expect(told()).toHaveLength(2)
})

test('S1: whoever was cut before other types were watched is told on the next stream, and whoever was cut after is not', async () => {
  const { portal, arrive, resume, news, head } = await openPage()
  await portal.watch(open(147))
  await arrive(147)
  const changed = await resume(head)
  expect(changed.told().map(({ event }) => event)).toEqual(['reset', 'item'])
  const same = await resume(await readHead(portal.portalId))
  await expect.poll(() => news()?.watchesRevision).toBeGreaterThan(head)
  await same.reader.turn()
  expect(same.told()).toEqual([])
})

// The poll must not come round in between, as above.
test('S1: what is older than the change of the watches does not come after "read anew": its type may be watched no more', {
  retry: 2,
}, async () => {
  const { portal, arrive, resume, news, head } = await openPage()
  const { reader, told } = await resume(head)
  await arrive(147)
  // As if the type had been unticked between the reading of the rows and that of the watches.
  await core().sql(
    `update feed_head set head_revision = head_revision + 1, watches_revision = head_revision + 1 where portal_id = $1`,
    [portal.portalId],
  )
  expect(news()?.watchesRevision).toBeLessThan(await readHead(portal.portalId))
  reader.signal()
  await reader.turn()
  expect(told()).toEqual([{ event: 'reset', id: head }])
})

test('S1: items that come together end with one id, and whoever was cut among them gets them all again', async () => {
  const { portal, arrive, resume, head } = await openPage()
  const { reader, told } = await resume(head)
  for (const type of [1220, 147, 1220]) await arrive(type)
  const after = await readHead(portal.portalId)
  reader.signal()
  await reader.turn()
  const batch = [
    { event: 'item', id: noId },
    { event: 'item', id: noId },
    { event: 'item', id: after },
  ]
  expect(told()).toEqual(batch)
  expect((await resume(head)).told()).toEqual(batch)
  expect((await resume(after)).told()).toEqual([])
})

test('S1: a stream that begins without an id names none beyond what it has read, however far others have heard', async () => {
  const { portal, head } = await openPage()
  const { portalId } = portal
  const viewer = {
    ...{ portalId, userId: people.employee, isAdmin: false, priority: 2 as const },
    ...{ clientEndpoint: '', accessToken: '', allowPrivate: true },
  }
  slowHead(portalId, head + 5n, Date.now())
  const sent: Sent[] = []
  const send = (text: string) => void sent.push(...parse(text))
  const reader = makeReader({ viewer, since: null, head, send })
  await reader.begin()
  await reader.turn()
  expect(sent).toEqual([{ event: 'status', id: head }])
})

test('T3: a stream whose reader left before reading anything ends, and leaves its place', async () => {
  const portal = await installCore(core(), open(1220))
  const { portalId } = portal
  const viewer = {
    ...{ portalId, userId: people.admin, isAdmin: true, priority: 2 as const },
    ...{ clientEndpoint: '', accessToken: '', allowPrivate: true },
  }
  const isFollowed = () => subscriberHub().portalIds().includes(portalId)
  for (const leavesAt of ['before', 'after'] as const) {
    const leaving = new AbortController()
    if (leavesAt === 'before') leaving.abort()
    const until = new Date(Date.now() + 900_000)
    webStream(
      streamFeed({ viewer, since: null, head: 0n, entityTypeId: null, issuedAt: new Date(), until }),
      leaving.signal,
    )
    if (leavesAt === 'after') expect(isFollowed()).toBe(true)
    leaving.abort()
    await expect.poll(isFollowed).toBe(false)
  }
})

test('how long a change takes from its commit to a stream is counted once, and not for what tells this viewer nothing', async () => {
  const { arrive, resume, head } = await openPage()
  const { reader, told } = await resume(head)
  const seen = async () => {
    const samples = await scrape()
    return [samples.value('spf_stream_lag_seconds_count'), samples.value('spf_stream_lag_seconds_bucket{le="10"}')]
  }
  const [count = 0, soon = 0] = await seen()
  // A signal without news of this viewer's: nothing is left of it for the next one.
  reader.signal(systemClock().getTime() - 60_000)
  await reader.turn()
  expect(await seen()).toEqual([count, soon])
  await arrive(147)
  reader.signal(systemClock().getTime() - 5_000)
  reader.signal(systemClock().getTime())
  await reader.turn()
  expect(told()).toHaveLength(1)
  expect(await seen()).toEqual([count + 1, soon + 1])
  await reader.turn()
  expect(await seen()).toEqual([count + 1, soon + 1])
})
