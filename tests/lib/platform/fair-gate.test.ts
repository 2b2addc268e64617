import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FairGate } from '#lib/platform/fair-gate.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const limits = { width: 4, perPortal: 3, perViewer: 2, waitingPerViewer: 10, waitMs: 5_000, reason: 'reads' }
const of = (portalId: string, userId: number) => ({ portalId, userId })

/** Works that end when they are told to, and who was let in, in order. */
function makeGate(changes: Partial<typeof limits> & { restFactor?: number } = {}) {
  const gate = new FairGate({ ...limits, ...changes })
  const entered: string[] = []
  const ends: (() => void)[] = []
  const begin = (portalId: string, userId: number) =>
    gate.run(of(portalId, userId), () => {
      entered.push(`${portalId}${userId}`)
      return new Promise<void>((end) => ends.push(end))
    })
  const endOne = async () => {
    ends.shift()?.()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { gate, entered, begin, endOne }
}

describe('a share of what is scarce', () => {
  test('T3: a viewer who wants a hundred at once leaves room: whoever else comes is let in at once', async () => {
    const { entered, begin } = makeGate({ waitingPerViewer: 100 })
    for (let n = 0; n < 100; n += 1) void begin('a', 1)
    void begin('a', 2)
    void begin('b', 1)
    await vi.advanceTimersByTimeAsync(0)
    expect(entered).toEqual(['a1', 'a1', 'a2', 'b1'])
  })

  test('T3: with everything taken, portals take turns, then viewers, then what each of them wants', async () => {
    const { entered, begin, endOne } = makeGate({ width: 1 })
    for (let n = 0; n < 5; n += 1) void begin('a', 1)
    void begin('a', 2)
    void begin('b', 1)
    void begin('b', 1)
    for (let n = 0; n < 8; n += 1) await endOne()
    expect(entered).toEqual(['a1', 'a1', 'b1', 'a2', 'b1', 'a1', 'a1', 'a1'])
  })

  test('T3: a portal with many viewers leaves room for another portal', async () => {
    const { entered, begin } = makeGate()
    for (let userId = 1; userId <= 50; userId += 1) void begin('a', userId)
    void begin('b', 1)
    await vi.advanceTimersByTimeAsync(0)
    expect(entered).toEqual(['a1', 'a2', 'a3', 'b1'])
  })

  test('T3: who has more in line rests after each, as long as it took and more; others are let in meanwhile', async () => {
    const { entered, begin, endOne } = makeGate({ width: 1, perViewer: 1, restFactor: 2 })
    for (let n = 0; n < 3; n += 1) void begin('a', 1)
    await vi.advanceTimersByTimeAsync(100)
    await endOne()
    void begin('a', 2)
    await vi.advanceTimersByTimeAsync(50)
    await endOne()
    expect(entered).toEqual(['a1', 'a2'])
    await vi.advanceTimersByTimeAsync(150)
    expect(entered).toEqual(['a1', 'a2', 'a1'])
    await endOne()
    // The last one has nothing in line behind it.
    await vi.advanceTimersByTimeAsync(1)
    await endOne()
    void begin('a', 1)
    await vi.advanceTimersByTimeAsync(0)
    expect(entered).toHaveLength(5)
  })

  test('T3: beyond what may wait it is refused, not at once, and told when to come back', async () => {
    const { gate, begin } = makeGate({ perViewer: 1, waitingPerViewer: 1 })
    void begin('a', 1)
    void begin('a', 1).catch(() => undefined)
    let refusal: unknown = null
    void gate.enter(of('a', 1)).catch((error: unknown) => {
      refusal = error
    })
    await vi.advanceTimersByTimeAsync(900)
    expect(refusal).toBeNull()
    await vi.advanceTimersByTimeAsync(200)
    expect(refusal).toMatchObject({ code: 'too_many_requests', reason: 'reads', retryAfterMs: 5_000 })
  })

  test('whoever has waited too long is refused, and takes nobody’s place', async () => {
    const { gate, entered, begin, endOne } = makeGate({ width: 1 })
    void begin('a', 1)
    const late = expect(gate.enter(of('a', 2))).rejects.toMatchObject({ code: 'too_many_requests' })
    await vi.advanceTimersByTimeAsync(5_000)
    await late
    expect(gate.waiting).toBe(0)
    void begin('b', 1)
    await endOne()
    expect(entered).toEqual(['a1', 'b1'])
  })

  test('whoever has gone waits no longer', async () => {
    const { gate, begin } = makeGate({ width: 1 })
    void begin('a', 1)
    const leaving = new AbortController()
    const gone = expect(gate.enter(of('a', 2), leaving.signal)).rejects.toMatchObject({ code: 'too_many_requests' })
    leaving.abort()
    await gone
    expect(gate.waiting).toBe(0)
  })

  test('a work that fails makes room like any other', async () => {
    const { gate } = makeGate({ width: 1 })
    await expect(gate.run(of('a', 1), () => Promise.reject(new Error('its own fault')))).rejects.toThrow('own fault')
    expect(await gate.run(of('a', 1), () => Promise.resolve('in'))).toBe('in')
  })
})
