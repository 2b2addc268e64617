import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Connection } from '#components/feed/stream/connection.ts'
import type { FeedMessage } from '#components/feed/stream/feed-messages.ts'
import { type FeedStream, type FeedStreamPorts, openFeedStream } from '#components/feed/stream/feed-stream.ts'
import { reconnectDelayMs } from '#components/feed/stream/reconnect-delay.ts'
import { ApiProblem } from '#components/frame/api-problem.ts'
import { createSessionSource } from '#components/frame/session-source.ts'
import { StateError } from '#components/frame/state-code.ts'
import type { FeedChanges } from '#lib/feed/feed-item.ts'
import { feedItem } from './feed-item-factory.ts'

type Opened = {
  readonly since: string
  readonly onlyIfFree: boolean
  write(text: string): void
  end(): void
  cut(): void
}

let stream: FeedStream | null = null
const opened: Opened[] = []
const messages: FeedMessage[] = []
const states: string[] = []

function serve(since: string, signal: AbortSignal, onlyIfFree = false): Promise<Response> {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      signal.addEventListener('abort', () => controller.error(signal.reason))
      opened.push({
        ...{ since, onlyIfFree },
        write: (text) => controller.enqueue(encoder.encode(text)),
        end: () => controller.close(),
        cut: () => controller.error(new Error('cut')),
      })
    },
  })
  return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
}

function follow(ports: Partial<FeedStreamPorts> = {}): void {
  stream = openFeedStream('7', {
    open: serve,
    poll: () => new Promise<FeedChanges>(() => undefined),
    onMessage: (message) => messages.push(message),
    onConnection: ({ state, isPolling }: Connection) => states.push(isPolling ? 'polling' : state),
    onFinal: () => undefined,
    random: () => 1,
    now: () => Date.now(),
    isOnline: () => true,
    ...ports,
  })
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  stream?.close()
  vi.useRealTimers()
  for (const list of [opened, messages, states]) list.length = 0
})

const event = (id: number) => `id: ${id}\nevent: item\ndata: ${JSON.stringify(feedItem(id))}\n\n`

describe('a stream', () => {
  test('is live from its first byte and hands on what it says', async () => {
    follow()
    await vi.advanceTimersByTimeAsync(0)
    expect(states.at(-1), 'nothing was lost yet').toBe('connecting')
    opened[0]?.write(': open\n\n')
    await vi.advanceTimersByTimeAsync(0)
    expect(states.at(-1)).toBe('live')
    opened[0]?.write(event(8))
    await vi.advanceTimersByTimeAsync(0)
    expect(messages).toEqual([{ type: 'item', item: feedItem(8) }])
  })

  test('that breaks says so and resumes after the last revision', async () => {
    follow()
    await vi.advanceTimersByTimeAsync(0)
    opened[0]?.write(event(8))
    await vi.advanceTimersByTimeAsync(0)
    opened[0]?.cut()
    await vi.advanceTimersByTimeAsync(0)
    expect(states.at(-1)).toBe('reconnecting')
    await vi.advanceTimersByTimeAsync(500)
    expect(opened.map((each) => each.since)).toEqual(['7', '8'])
  })

  test('that breaks in the middle of a batch resumes from before it', async () => {
    follow()
    await vi.advanceTimersByTimeAsync(0)
    opened[0]?.write(event(8))
    opened[0]?.write(`event: item\ndata: ${JSON.stringify(feedItem(9))}\n\n`)
    await vi.advanceTimersByTimeAsync(0)
    expect(messages).toHaveLength(2)
    opened[0]?.cut()
    await vi.advanceTimersByTimeAsync(500)
    expect(opened.map((each) => each.since)).toEqual(['7', '8'])
  })

  test('that ends in good order is succeeded without a word', async () => {
    follow()
    await vi.advanceTimersByTimeAsync(0)
    opened[0]?.write('retry: 700\n\n')
    await vi.advanceTimersByTimeAsync(0)
    opened[0]?.end()
    await vi.advanceTimersByTimeAsync(699)
    expect(opened).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    opened[1]?.write(': open\n\n')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(states.slice(1)).toEqual(['live', 'live'])
  })

  test('that falls silent is given up after 45 s', async () => {
    follow()
    await vi.advanceTimersByTimeAsync(0)
    opened[0]?.write(': open\n\n')
    await vi.advanceTimersByTimeAsync(45_000)
    expect(states.at(-1)).toBe('reconnecting')
    await vi.advanceTimersByTimeAsync(500)
    expect(opened).toHaveLength(2)
  })

  test('that may be dead is replaced at once when the network is back', async () => {
    follow()
    await vi.advanceTimersByTimeAsync(0)
    opened[0]?.write(': open\n\n')
    await vi.advanceTimersByTimeAsync(30_000)
    stream?.wake()
    await vi.advanceTimersByTimeAsync(1)
    expect(opened).toHaveLength(2)
  })

  test('that still delivers is left alone', async () => {
    follow()
    await vi.advanceTimersByTimeAsync(0)
    opened[0]?.write(': open\n\n')
    await vi.advanceTimersByTimeAsync(10_000)
    stream?.wake()
    await vi.advanceTimersByTimeAsync(1)
    expect(opened).toHaveLength(1)
  })
})

describe('where streams do not get through', () => {
  const changes: FeedChanges = { items: [feedItem(9)], removed: [], headRevision: '9', reset: false }

  test('S2: the feed polls from the last revision, within 10 s, and says so', async () => {
    const polled: string[] = []
    const poll = (since: string) => {
      polled.push(since)
      return Promise.resolve(changes)
    }
    follow({ open: () => new Promise(() => undefined), poll })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(polled).toEqual(['7', '9'])
    expect(messages[0]).toEqual({ type: 'item', item: feedItem(9) })
    expect(states.at(-1)).toBe('polling')
  })

  test('three refusals are enough, and a stream that comes back ends the polling', async () => {
    let isRefused = true
    let polls = 0
    follow({
      open: (since, signal) => (isRefused ? Promise.reject(new Error('503')) : serve(since, signal)),
      poll: () => {
        polls += 1
        return Promise.resolve(changes)
      },
    })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(states.at(-1)).toBe('polling')
    isRefused = false
    await vi.advanceTimersByTimeAsync(4_000)
    opened.at(-1)?.write(': open\n\n')
    await vi.advanceTimersByTimeAsync(0)
    expect(states.at(-1)).toBe('live')
    const before = polls
    await vi.advanceTimersByTimeAsync(20_000)
    expect(polls).toBe(before)
  })

  test('with nothing getting through for half a minute it is offline', async () => {
    follow({ open: () => Promise.reject(new Error('gone')), poll: () => Promise.reject(new Error('gone')) })
    await vi.advanceTimersByTimeAsync(45_000)
    expect(states.at(-1)).toBe('offline')
  })

  test('an end for good is told once', async () => {
    for (const uninstalled of [new StateError('not-installed'), new ApiProblem(409, 'not_installed')]) {
      const ends: unknown[] = []
      follow({ open: () => Promise.reject(uninstalled), onFinal: (error) => ends.push(error) })
      await vi.advanceTimersByTimeAsync(60_000)
      expect(ends).toEqual([uninstalled])
    }
  })
})

describe('when the portal no longer renews the login', () => {
  const lost = () => Promise.reject(new StateError('session-lost'))

  test('that is told once, after a few questions', async () => {
    const ends: unknown[] = []
    let asked = 0
    const ask = () => {
      asked += 1
      return lost()
    }
    follow({ open: ask, poll: ask, onFinal: (error) => ends.push(error) })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(ends).toMatchObject([{ code: 'session-lost' }])
    expect(asked).toBeLessThanOrEqual(4)
  })

  test('the portal page is asked for a token a few times only: it never answers, and shows an alert each time', async () => {
    const ends: unknown[] = []
    let asked = 0
    const sessions = createSessionSource(null, {
      getPortalAuth() {
        asked += 1
        return new Promise((_resolve, reject) => setTimeout(() => reject(new StateError('session-lost')), 11_000))
      },
      postSession: () => Promise.reject(new Error('There is no token to prove')),
      now: () => Date.now(),
      elapsed: () => Date.now(),
    })
    const read = () => sessions.get().then(() => Promise.reject(new Error('There is no session')))
    follow({ open: read, poll: read, onFinal: (error) => ends.push(error) })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(ends).toMatchObject([{ code: 'session-lost' }])
    expect(asked).toBeLessThanOrEqual(4)
  })

  test('a hiccup ends nothing, however often there is one', async () => {
    const ends: unknown[] = []
    let isLost = false
    follow({
      open: (since, signal) => (isLost ? lost() : serve(since, signal)),
      onFinal: (error) => ends.push(error),
    })
    for (let hiccup = 0; hiccup < 3; hiccup += 1) {
      await vi.advanceTimersByTimeAsync(0)
      opened.at(-1)?.write(': open\n\n')
      await vi.advanceTimersByTimeAsync(0)
      expect(states.at(-1)).toBe('live')
      isLost = true
      opened.at(-1)?.end()
      await vi.advanceTimersByTimeAsync(5_000)
      isLost = false
      await vi.advanceTimersByTimeAsync(31_000)
    }
    expect(ends).toEqual([])
  })

  test('a page that wakes up asks anew, while the network is still slow to come back', async () => {
    const ends: unknown[] = []
    follow({ open: lost, poll: lost, onFinal: (error) => ends.push(error) })
    for (let sleep = 0; sleep < 3; sleep += 1) {
      await vi.advanceTimersByTimeAsync(25_000)
      stream?.wake()
    }
    await vi.advanceTimersByTimeAsync(25_000)
    expect(ends).toEqual([])
  })
})

describe('T3: a page whose stream gave way to another page of the same viewer', () => {
  const changes: FeedChanges = { items: [], removed: [], headRevision: '9', reset: false }
  let polls = 0
  const poll = () => {
    polls += 1
    return Promise.resolve(changes)
  }
  const giveWay = async () => {
    polls = 0
    await vi.advanceTimersByTimeAsync(0)
    opened.at(-1)?.write(': open\n\n')
    await vi.advanceTimersByTimeAsync(0)
    opened.at(-1)?.write('event: crowded\ndata: {}\n\nretry: 60000\n\n')
    await vi.advanceTimersByTimeAsync(0)
    opened.at(-1)?.end()
    await vi.advanceTimersByTimeAsync(0)
  }

  test('polls at once, and comes back after a minute for a place that is free only', async () => {
    follow({ poll })
    await giveWay()
    expect(polls).toBe(1)
    await vi.advanceTimersByTimeAsync(59_000)
    expect(opened).toHaveLength(1)
    expect(polls).toBeGreaterThan(10)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(opened.map((each) => each.onlyIfFree)).toEqual([false, true])
    opened[1]?.write(': open\n\n')
    await vi.advanceTimersByTimeAsync(0)
    expect(states.at(-1)).toBe('live')
  })

  test('does not fight back while there is none: it asks once a minute, and polls', async () => {
    let isFull = false
    let asked = 0
    follow({
      poll,
      open: (since, signal, onlyIfFree) => {
        asked += 1
        return isFull ? Promise.reject(new ApiProblem(429, 'too_many_requests')) : serve(since, signal, onlyIfFree)
      },
    })
    await giveWay()
    isFull = true
    await vi.advanceTimersByTimeAsync(600_000)
    expect(asked).toBeLessThanOrEqual(11)
    expect(states.at(-1)).toBe('polling')
    expect(polls).toBeGreaterThan(100)
  })

  test('takes a place as soon as somebody looks at it again', async () => {
    follow({ poll })
    await giveWay()
    stream?.wake()
    await vi.advanceTimersByTimeAsync(1)
    expect(opened.map((each) => each.onlyIfFree)).toEqual([false, false])
  })
})

test('the delay doubles to 15 s, is spread, and never undercuts the server', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7].map((failures) => reconnectDelayMs(failures, null, () => 1))
  expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
  expect(reconnectDelayMs(3, null, () => 0)).toBe(1_000)
  expect(reconnectDelayMs(0, 2_500, () => 0)).toBe(2_500)
})
