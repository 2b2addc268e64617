import { describe, expect, test } from 'vitest'
import { isRecovery, notConnectedYet } from '#components/feed/stream/connection.ts'
import {
  applyPoll,
  close,
  connectionIn,
  delayMsOf,
  end,
  fail,
  giveWay,
  isAlive,
  lookAt,
  mustPoll,
  openAt,
  receive,
  reopen,
  type StreamState,
  setLastId,
  setRetry,
} from '#components/feed/stream/stream-state.ts'

type Arrow = (state: StreamState) => StreamState

const longest = () => 1
const arrows = {
  hear: (state) => receive(state, 1),
  end,
  fail: (state) => fail(state, 1),
  reopen,
  close,
} satisfies Record<string, Arrow>
const opening = openAt('7', 0)
const states = {
  opening,
  streaming: receive(opening, 0),
  waiting: fail(opening, 0),
  closed: close(opening),
} satisfies Record<StreamState['kind'], StreamState>

test('each state goes on where the drawing says so, and stays where it says nothing', () => {
  const drawn = Object.entries(states).map(([kind, state]) => [
    kind,
    Object.fromEntries(Object.entries(arrows).map(([name, arrow]) => [name, arrow(state).kind])),
  ])
  const anywhere = { close: 'closed' }
  expect(Object.fromEntries(drawn)).toEqual({
    opening: { hear: 'streaming', end: 'waiting', fail: 'waiting', reopen: 'opening', ...anywhere },
    streaming: { hear: 'streaming', end: 'waiting', fail: 'waiting', reopen: 'streaming', ...anywhere },
    waiting: { hear: 'waiting', end: 'waiting', fail: 'waiting', reopen: 'opening', ...anywhere },
    closed: { hear: 'closed', end: 'closed', fail: 'closed', reopen: 'closed', ...anywhere },
  })
})

describe('failures', () => {
  const times = (count: number, arrow: Arrow) =>
    Array.from({ length: count }).reduce<StreamState>((state) => arrow(reopen(state)), opening)

  test('are counted until bytes come: each makes the wait longer, and the third has the page poll', () => {
    const delays = [1, 2, 3].map((count) => delayMsOf(times(count, arrows.fail), longest))
    expect(delays).toEqual([500, 1_000, 2_000])
    expect([2, 3].map((count) => mustPoll(times(count, arrows.fail)))).toEqual([false, true])
    expect(delayMsOf(fail(receive(reopen(times(3, arrows.fail)), 0), 0), longest)).toBe(500)
  })

  test('are also ends in good order of a stream that brought nothing', () => {
    expect(mustPoll(times(3, end))).toBe(true)
    expect(mustPoll(times(3, (state) => end(receive(state, 0))))).toBe(false)
  })
})

test('the server’s word on when to come back holds for one wait', () => {
  const told = end(receive(setRetry(opening, 9_000), 0))
  expect(delayMsOf(told, longest)).toBe(9_000)
  expect(delayMsOf(end(receive(reopen(told), 0)), longest)).toBe(500)
})

describe('a page that gave way', () => {
  const gaveWay = end(giveWay(receive(opening, 0)))

  test('polls, waits for a minute, and comes back for a free place until it has one or somebody looks at it', () => {
    expect([mustPoll(gaveWay), delayMsOf(gaveWay, longest)]).toEqual([true, 60_000])
    expect(reopen(gaveWay)).toMatchObject({ onlyIfFree: true })
    expect(reopen(fail(reopen(gaveWay), 0))).toMatchObject({ onlyIfFree: true })
    expect(reopen(end(receive(reopen(gaveWay), 0)))).toMatchObject({ onlyIfFree: false })
    expect(reopen(lookAt(gaveWay))).toMatchObject({ onlyIfFree: false })
  })

  test('knows it also where that was the first it was told', () => {
    expect(mustPoll(end(receive(giveWay(opening), 0)))).toBe(true)
  })
})

describe('what a poll brought', () => {
  test('is where the next stream goes on, and says that something gets through', () => {
    const polled = applyPoll(states.waiting, '9', 5)
    expect(reopen(polled)).toMatchObject({ lastId: '9', heardAt: 5 })
    expect(connectionIn(polled, 60_000, true)).toEqual({ state: 'reconnecting', isPolling: true })
    expect(connectionIn(applyPoll(polled, null, 6), 60_000, true)).toEqual({ state: 'offline', isPolling: false })
  })

  test('counts no more once a stream is there, which may be further', () => {
    expect(applyPoll(setLastId(states.streaming, '11'), '9', 5)).toMatchObject({ kind: 'streaming', lastId: '11' })
    expect(receive(reopen(applyPoll(states.waiting, '9', 5)), 6)).toMatchObject({ lastId: '9', isPolling: false })
  })
})

test('nothing is lost before something was there: a page connects until bytes or a poll have come, and reconnects from then on', () => {
  const state = (of: StreamState) => connectionIn(of, 1, true).state
  expect([opening, states.waiting, reopen(states.waiting)].map(state)).toEqual([
    'connecting',
    'connecting',
    'connecting',
  ])
  expect(connectionIn(states.waiting, 30_001, true).state).toBe('offline')
  const lost = fail(states.streaming, 0)
  expect([lost, reopen(lost), fail(reopen(lost), 0)].map(state)).toEqual([
    'reconnecting',
    'reconnecting',
    'reconnecting',
  ])
  expect(state(applyPoll(applyPoll(states.waiting, '9', 0), null, 0))).toBe('reconnecting')
})

test('an outage is over with the first that gets through after it, not with the first of all', () => {
  const live = { state: 'live', isPolling: false } as const
  const lost = { state: 'reconnecting', isPolling: false } as const
  const polling = { state: 'reconnecting', isPolling: true } as const
  expect(isRecovery(notConnectedYet, live)).toBe(false)
  expect([isRecovery(lost, live), isRecovery(lost, polling)]).toEqual([true, true])
  expect([isRecovery(polling, live), isRecovery(live, lost), isRecovery(live, live)]).toEqual([false, false, false])
})

test('a stream surely lives for as long as it was heard of lately, and once it is lost its silence begins anew', () => {
  expect([24_999, 25_000].map((now) => isAlive(states.streaming, now))).toEqual([true, false])
  const lost = fail(receive(opening, 0), 45_000)
  expect(connectionIn(lost, 75_000, true).state).toBe('reconnecting')
  expect(connectionIn(lost, 75_001, true).state).toBe('offline')
})
