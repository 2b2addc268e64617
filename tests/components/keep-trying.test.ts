import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepTrying } from '#components/ui/keep-trying.ts'
import { readEvery } from '#components/ui/read-every.ts'
import { announceRecovery } from '#components/ui/recovery.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A network that comes back on the `good`th attempt; notes the second of each. */
function network(good: number) {
  const triedAt: number[] = []
  const begun = Date.now()
  const work = () => {
    triedAt.push((Date.now() - begun) / 1000)
    return triedAt.length < good ? Promise.reject(new Error('Failed to load chunk')) : Promise.resolve('the part')
  }
  return { triedAt, work }
}

test('what cannot be had is tried again, after longer and longer pauses, until it is there', async () => {
  const { triedAt, work } = network(9)
  const got: string[] = []
  let failures = 0
  keepTrying(
    work,
    (part) => got.push(part),
    () => {
      failures += 1
    },
  )
  await vi.advanceTimersByTimeAsync(120_000)
  expect(triedAt).toEqual([0, 1, 3, 7, 15, 31, 61, 91])
  expect([failures, got]).toEqual([8, []])
  await vi.advanceTimersByTimeAsync(600_000)
  expect(triedAt).toHaveLength(9)
  expect([failures, got]).toEqual([8, ['the part']])
})

test('nothing is tried, told or handed over once nobody wants it any more', async () => {
  const { triedAt, work } = network(2)
  const heard: string[] = []
  const end: () => void = keepTrying(
    work,
    (part) => heard.push(part),
    () => heard.push('failed'),
  )
  end()
  await vi.advanceTimersByTimeAsync(60_000)
  keepTrying(work, (part) => heard.push(part))()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(triedAt).toHaveLength(2)
  expect(heard).toEqual([])
})

test('who gives up at a failure is left alone, and may begin anew at once', async () => {
  const { triedAt, work } = network(2)
  const got: string[] = []
  const end: () => void = keepTrying(
    work,
    (part) => got.push(part),
    () => end(),
  )
  await vi.advanceTimersByTimeAsync(60_000)
  expect(triedAt).toEqual([0])
  keepTrying(work, (part) => got.push(part))
  await vi.advanceTimersByTimeAsync(0)
  expect(got).toEqual(['the part'])
})

test('what waits for its next attempt is tried at once where the server is back, and its pauses begin anew', async () => {
  const { triedAt, work } = network(7)
  const got: string[] = []
  keepTrying(work, (part) => got.push(part))
  await vi.advanceTimersByTimeAsync(16_000)
  announceRecovery()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(triedAt).toEqual([0, 1, 3, 7, 15, 16, 17])
  announceRecovery()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([triedAt.length, got]).toEqual([7, ['the part']])
})

test('what is read every now and then is read at once where the server is back', async () => {
  const { triedAt, work } = network(2)
  const end = readEvery(300_000, { read: work, onValue: () => undefined })
  await vi.advanceTimersByTimeAsync(9_000)
  announceRecovery()
  end()
  announceRecovery()
  expect(triedAt).toEqual([0, 9])
})
