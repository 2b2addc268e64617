import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { BudgetExhausted, type Priority, RequestQueue } from '#lib/bitrix24/request-queue.ts'
import { TokenBucket } from '#lib/bitrix24/token-bucket.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A queue on a bucket of its own; `asked` counts how often the bucket was. */
function makeQueue(limit: { burst: number; perSecond: number }) {
  const bucket = new TokenBucket(limit)
  const asked: unknown[] = []
  const returned: number[] = []
  const queue = new RequestQueue({
    takeTokens: async (wanted) => {
      asked.push(wanted)
      return bucket.take(wanted)
    },
    returnTokens: (count) => void returned.push(count),
    chance: () => 0,
  })
  return { bucket, queue, asked, returned }
}

/** Who got the requests of an empty bucket, in order. */
async function serve(waiting: readonly (readonly [string, Priority])[]): Promise<string[]> {
  const { queue } = makeQueue({ burst: 1, perSecond: 1 })
  await queue.take(0)
  const order: string[] = []
  const all = Promise.all(waiting.map(([name, priority]) => queue.take(priority).then(() => order.push(name))))
  await vi.advanceTimersByTimeAsync(20_000)
  await all
  return order
}

describe('the requests that wait for the budget of a portal', () => {
  test('B10: the urgent ones do not starve who has waited longest, however many there are', async () => {
    const urgent = Array.from({ length: 9 }, (_, n) => [`urgent ${n}`, 0] as const)
    const order = await serve([['viewer', 2], ['sweep', 3], ...urgent])
    expect(order.indexOf('viewer')).toBeLessThan(3)
    expect(order.indexOf('sweep')).toBeLessThan(8)
  })

  test('B1, B10: the urgent ones get two of three', async () => {
    const background = Array.from({ length: 9 }, (_, n) => [`background ${n}`, 3] as const)
    const order = await serve([...background, ['confirmation', 1], ['person', 0]])
    expect(order.slice(0, 3)).toEqual(expect.arrayContaining(['person', 'confirmation']))
  })

  test('who cannot be served in time is turned away, and nothing is spent on it', async () => {
    const { queue } = makeQueue({ burst: 1, perSecond: 1 })
    await queue.take(0)
    const late = expect(queue.take(0, { withinMs: 300 })).rejects.toThrow(BudgetExhausted)
    let isServed = false
    void queue.take(1).then(() => {
      isServed = true
    })
    await vi.advanceTimersByTimeAsync(1_100)
    await late
    expect(isServed).toBe(true)
  })

  test('the place of who only waited goes to the next one at once', async () => {
    const { queue } = makeQueue({ burst: 1, perSecond: 1 })
    await queue.take(0)
    const order: string[] = []
    void queue.wait(0).then(() => order.push('waited'))
    void queue.take(0).then(() => order.push('took'))
    await vi.advanceTimersByTimeAsync(1_050)
    expect(order.toSorted()).toEqual(['took', 'waited'])
  })

  test('the place of who only waited goes back to the bucket when nobody takes it', async () => {
    const { queue, returned } = makeQueue({ burst: 5, perSecond: 1 })
    await queue.wait(0)
    await queue.wait(0)
    await queue.take(0)
    await vi.advanceTimersByTimeAsync(400)
    expect(returned).toEqual([])
    await queue.wait(0)
    await vi.advanceTimersByTimeAsync(400)
    expect(returned).toEqual([1])
  })

  test('B1: background work leaves a reserve, which people and viewers find, and takes its turn after 5 s at the latest', async () => {
    const { queue } = makeQueue({ burst: 10, perSecond: 0.1 })
    const background: number[] = []
    for (let n = 0; n < 12; n += 1) void queue.take(3).then(() => background.push(n))
    await vi.advanceTimersByTimeAsync(0)
    expect(background).toHaveLength(8)
    await Promise.all([queue.take(0), queue.take(2)])
    expect(background).toHaveLength(8)
    await vi.advanceTimersByTimeAsync(16_000)
    expect(background.length).toBeGreaterThan(8)
  })

  test('somebody urgent does not wait out the pause of background work', async () => {
    const { queue } = makeQueue({ burst: 10, perSecond: 0.01 })
    for (let n = 0; n < 9; n += 1) void queue.take(3)
    await vi.advanceTimersByTimeAsync(100)
    let isServed = false
    void queue.take(0).then(() => {
      isServed = true
    })
    await vi.advanceTimersByTimeAsync(0)
    expect(isServed).toBe(true)
  })

  test('however many wait, the bucket is asked once for all of them, and not again before it has something', async () => {
    const { queue, asked } = makeQueue({ burst: 20, perSecond: 1 })
    for (let n = 0; n < 21; n += 1) void queue.take(0)
    await vi.advanceTimersByTimeAsync(900)
    expect(asked).toEqual([{ urgent: 21, background: 0 }])
    await vi.advanceTimersByTimeAsync(200)
    expect(asked).toHaveLength(2)
  })

  test('B1: nothing is sent while the portal is paused, also not what was given before', async () => {
    const { bucket, queue } = makeQueue({ burst: 10, perSecond: 2 })
    await queue.wait(0)
    queue.forget()
    bucket.pause(5_000)
    let isServed = false
    void queue.take(0).then(() => {
      isServed = true
    })
    await vi.advanceTimersByTimeAsync(4_900)
    expect(isServed).toBe(false)
    await vi.advanceTimersByTimeAsync(200)
    expect(isServed).toBe(true)
  })
})

describe('what is given to somebody who has just given up', () => {
  /** A queue on a bucket that answers after 200 ms, when the only one who waited has been gone for 100. */
  async function giveUpMeanwhile() {
    const returned: number[] = []
    const queue = new RequestQueue({
      takeTokens: async ({ urgent, background }) => {
        await new Promise((resolve) => setTimeout(resolve, 200))
        return { granted: urgent + background, left: 5, perSecond: 1, reserve: 0, pausedMs: 0 }
      },
      returnTokens: (count) => void returned.push(count),
      chance: () => 0,
    })
    const gone = expect(queue.take(0, { withinMs: 100 })).rejects.toThrow(BudgetExhausted)
    await vi.advanceTimersByTimeAsync(210)
    await gone
    return { queue, returned }
  }

  test('goes back to the bucket, so that the queue is idle and can be forgotten', async () => {
    const { queue, returned } = await giveUpMeanwhile()
    expect(queue.isIdle).toBe(false)
    await vi.advanceTimersByTimeAsync(400)
    expect(returned).toEqual([1])
    expect(queue.isIdle).toBe(true)
  })

  test('is the next one’s who comes at once, and nothing goes back', async () => {
    const { queue, returned } = await giveUpMeanwhile()
    await queue.take(0, { withinMs: 10 })
    await vi.advanceTimersByTimeAsync(400)
    expect(returned).toEqual([])
    expect(queue.isIdle).toBe(true)
  })
})

/** Who is served next, one at a time, of what waits at an empty bucket. */
async function serveWishes(wishes: readonly { name: string; priority: Priority; userId?: number }[], count: number) {
  const { queue } = makeQueue({ burst: 1, perSecond: 1 })
  await queue.take(0)
  const order: string[] = []
  for (const { name, priority, userId } of wishes) void queue.take(priority, { userId }).then(() => order.push(name))
  for (let n = 0; n < count; n += 1) await vi.advanceTimersByTimeAsync(1_001)
  return order
}

describe('a share of a portal’s budget', () => {
  const hostile = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `hostile ${n}`, priority: 0 as const, userId: 9 }))

  test('T3: within a priority viewers take turns, however many requests one of them has', async () => {
    const order = await serveWishes(
      [...hostile(20), { name: 'colleague', priority: 0, userId: 7 }, { name: 'other', priority: 0, userId: 8 }],
      4,
    )
    expect(order.slice(0, 3)).toEqual(['hostile 0', 'colleague', 'other'])
  })

  test('T2, T3: receipts get every second request at least, whatever viewers do', async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ name: `viewer ${n}`, priority: 0 as const, userId: n + 1 }))
    const receipts = Array.from({ length: 5 }, (_, n) => ({ name: `receipts ${n}`, priority: 1 as const }))
    const order = await serveWishes([...many, ...receipts], 10)
    expect(order.filter((_, n) => n % 2 === 0)).toEqual(receipts.map(({ name }) => name))
  })

  test('receipts that waited before they were claimed find their request, although viewers wait', async () => {
    const { queue } = makeQueue({ burst: 1, perSecond: 0.1 })
    const order: string[] = []
    const confirmed = queue.wait(1).then(async () => {
      void queue.take(0, { userId: 9 }).then(() => order.push('viewer'))
      await queue.take(1)
      order.push('receipts')
    })
    await vi.advanceTimersByTimeAsync(200)
    await confirmed
    expect(order).toEqual(['receipts'])
    await vi.advanceTimersByTimeAsync(11_000)
    expect(order).toEqual(['receipts', 'viewer'])
  })

  test('what receipts waited for and did not use goes to the viewers who wait', async () => {
    const { queue } = makeQueue({ burst: 1, perSecond: 0.1 })
    await queue.wait(1)
    let isServed = false
    void queue.take(0, { userId: 9 }).then(() => {
      isServed = true
    })
    await vi.advanceTimersByTimeAsync(100)
    expect(isServed).toBe(false)
    await vi.advanceTimersByTimeAsync(300)
    expect(isServed).toBe(true)
  })

  test('T3: one viewer cannot use up the budget: beyond the own share the viewer waits, and nobody else', async () => {
    const { queue, bucket } = makeQueue({ burst: 45, perSecond: 2 })
    let served = 0
    for (let n = 0; n < 100; n += 1)
      void queue.take(0, { userId: 9 }).then(() => {
        served += 1
      })
    await vi.advanceTimersByTimeAsync(0)
    expect(served).toBe(30)
    let others = 0
    for (let n = 0; n < 10; n += 1)
      void queue.take(2, { userId: 10 + n }).then(() => {
        others += 1
      })
    await vi.advanceTimersByTimeAsync(0)
    expect(others).toBe(10)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(served).toBe(40)
    expect(bucket.take({ urgent: 0, background: 0 }).left).toBeGreaterThan(10)
  })

  test('T3: who could not be served in time for the own share is told at once, and told so', async () => {
    const { queue } = makeQueue({ burst: 200, perSecond: 2 })
    for (let n = 0; n < 35; n += 1) void queue.take(0, { userId: 9 })
    await expect(queue.take(0, { userId: 9, withinMs: 5_000 })).rejects.toMatchObject({ isOwnShare: true })
    await queue.take(0, { userId: 7, withinMs: 5_000 })
  })

  test('a question of a page becomes as urgent as the person who begins to wait for it', async () => {
    const { queue } = makeQueue({ burst: 1, perSecond: 1 })
    await queue.take(0)
    const order: string[] = []
    let need: Priority = 2
    void queue.take(2, { userId: 2 }).then(() => order.push('page'))
    void queue.take(() => need, { userId: 3 }).then(() => order.push('person'))
    need = 0
    await vi.advanceTimersByTimeAsync(1_100)
    expect(order).toEqual(['person'])
  })
})
