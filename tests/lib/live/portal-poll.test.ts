import { describe, expect, test, vi } from 'vitest'
import { type PortalNews, statusFor } from '#lib/live/portal-news.ts'
import { PortalPoll } from '#lib/live/portal-poll.ts'
import { SubscriberHub } from '#lib/live/subscriber-hub.ts'

const quiet: PortalNews = {
  head: 1n,
  status: 'ACTIVE',
  isFailing: false,
  closing: null,
  brokenAt: null,
  sessionsSince: null,
  provedAt: null,
  watches: '1220CRM',
  watchesRevision: 0n,
  openTypes: new Set([147]),
  begunAnew: new Map(),
  announced: 0,
  behindSeconds: 0,
  waiting: [],
}

/** A poll over a portal whose news the test writes. */
function makePoll(everyMs = 20) {
  const hub = new SubscriberHub()
  const state = { news: quiet as PortalNews | null, reads: [] as string[][] }
  const read = async (portalIds: readonly string[]) => {
    state.reads.push([...portalIds])
    return new Map(state.news ? portalIds.map((id) => [id, state.news as PortalNews]) : [])
  }
  return { hub, state, poll: new PortalPoll({ hub, read, everyMs }) }
}

describe('the poll of the feeds', () => {
  test('S1: is one query for all streams of all portals, and none when nobody listens', async () => {
    const { hub, state, poll } = makePoll()
    const leave = ['a', 'a', 'a', 'b'].map((portalId) => hub.subscribe(portalId, () => undefined))
    await Promise.all(['a', 'a', 'a', 'b'].map((portalId) => poll.current(portalId)))
    expect(state.reads).toEqual([['a', 'b']])
    for (const go of leave) go()
    await expect.poll(() => state.reads.at(-1)).toBeDefined()
    await new Promise((resolve) => setTimeout(resolve, 60))
    const reads = state.reads.length
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(state.reads.length).toBe(reads)
  })

  test('D11: finds what no signal told, and wakes nobody without news', async () => {
    const { hub, state, poll } = makePoll()
    const wake = vi.fn()
    const leave = hub.subscribe('a', wake)
    await poll.current('a')
    await expect.poll(() => state.reads.length).toBeGreaterThan(3)
    expect(wake).not.toHaveBeenCalled()
    state.news = { ...quiet, head: 2n }
    await expect.poll(() => wake).toHaveBeenCalledWith('news', null)
    expect(poll.latest('a')?.news?.head).toBe(2n)
    state.news = null
    await expect.poll(() => poll.latest('a')?.news).toBeNull()
    leave()
  })
})

describe('the poll of many feeds', () => {
  const everyMs = 3_600_000

  test('S1: a signal of one portal has that portal read, and no other', async () => {
    const { hub, state, poll } = makePoll(everyMs)
    for (const portalId of ['a', 'b', 'c']) hub.subscribe(portalId, () => undefined)
    await Promise.all(['a', 'b', 'c'].map((portalId) => poll.current(portalId)))
    for (let n = 0; n < 20; n += 1) poll.hurry('b')
    await expect.poll(() => state.reads).toEqual([['a', 'b', 'c'], ['b']])
  })

  test('S1: a stream that opens on one more portal has that one read', async () => {
    const { hub, state, poll } = makePoll(everyMs)
    hub.subscribe('a', () => undefined)
    await poll.current('a')
    hub.subscribe('b', () => undefined)
    await poll.current('b')
    expect(state.reads).toEqual([['a'], ['b']])
  })

  test('no statement names all portals: each row is compared with each name', async () => {
    const { hub, state, poll } = makePoll(everyMs)
    const portalIds = Array.from({ length: 1_000 }, (_, n) => `portal ${n}`)
    for (const portalId of portalIds) hub.subscribe(portalId, () => undefined)
    await Promise.all(portalIds.map((portalId) => poll.current(portalId)))
    expect(state.reads.flat()).toEqual(portalIds)
    expect(Math.max(...state.reads.map(({ length }) => length))).toBeLessThanOrEqual(50)
  })
})

describe('the status of a feed', () => {
  const waiting = [
    { id: '1220:5', entityTypeId: 1220, behindSeconds: 9.4 },
    { id: '147:6', entityTypeId: 147, behindSeconds: 3 },
  ]
  const news = { ...quiet, announced: 2, behindSeconds: 9.4, waiting }

  test('counts for admins', () => {
    expect(statusFor(news, { isAdmin: true, maySee: () => false })).toMatchObject({ announced: 2, behindSeconds: 9 })
  })

  test('H10: tells others only of what they may see', () => {
    expect(statusFor(news, { isAdmin: false, maySee: () => false })).toMatchObject({
      announced: true,
      behindSeconds: 3,
    })
    const closed = { ...news, openTypes: new Set<number>(), begunAnew: new Map<number, bigint>() }
    expect(statusFor(closed, { isAdmin: false, maySee: () => false })).toMatchObject({
      announced: false,
      behindSeconds: 0,
    })
    expect(statusFor(closed, { isAdmin: false, maySee: (id) => id === '1220:5' })).toMatchObject({
      announced: true,
      behindSeconds: 9,
    })
  })
})
