import { describe, expect, test } from 'vitest'
import { SharedRead } from '#lib/platform/shared-read.ts'

/** A read that is held until the test lets it finish; each key's value is the number of its read. */
function heldReads(options = { maxKeys: 100, maxWaiting: 100 }) {
  const begun: { keys: readonly string[]; finish: () => void; fail: (error: Error) => void }[] = []
  const reads = new SharedRead<string, number>((keys) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, number>>()
    const number = begun.length + 1
    const known = keys.filter((key) => key !== 'unknown')
    begun.push({ keys, finish: () => resolve(new Map(known.map((key) => [key, number]))), fail: reject })
    return promise
  }, options)
  return { begun, reads }
}

describe('a shared read', () => {
  test('asks a lone question at once, and those that come meanwhile together, each key once', async () => {
    const { begun, reads } = heldReads()
    const answers = ['a', 'b', 'unknown', 'b', 'a'].map((key) => reads.get(key))
    expect(begun.map(({ keys }) => keys)).toEqual([['a']])
    begun[0]?.finish()
    await expect.poll(() => begun.map(({ keys }) => keys)).toEqual([['a'], ['b', 'unknown', 'a']])
    begun[1]?.finish()
    // The second `a` came after its read had begun, so it is answered by the next one.
    expect(await Promise.all(answers)).toEqual([1, 2, null, 2, 2])
  })

  test('fails those that share a failed read, and reads on', async () => {
    const { begun, reads } = heldReads()
    const first = reads.get('a')
    const second = reads.get('b')
    begun[0]?.fail(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    await expect.poll(() => begun.length).toBe(2)
    begun[1]?.finish()
    expect(await second).toBe(2)
  })

  test('reads no more keys at once, and lets no more wait, than it was told', async () => {
    const { begun, reads } = heldReads({ maxKeys: 2, maxWaiting: 3 })
    const answers = ['a', 'b', 'c', 'd'].map((key) => reads.get(key))
    await expect(reads.get('e')).rejects.toThrow(RangeError)
    for (const read of [0, 1, 2]) {
      await expect.poll(() => begun.length).toBe(read + 1)
      begun[read]?.finish()
    }
    expect(begun.map(({ keys }) => keys)).toEqual([['a'], ['b', 'c'], ['d']])
    expect(await Promise.all(answers)).toEqual([1, 2, 2, 3])
  })
})
