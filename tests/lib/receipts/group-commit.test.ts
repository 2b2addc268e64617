import { describe, expect, test } from 'vitest'
import { GroupCommit } from '#lib/receipts/group-commit.ts'

const options = { lanes: 1, maxRows: 500, maxWaiting: 1_000 }

/** A write that is held until the test lets it finish. */
function heldWrites() {
  const batches: { rows: readonly number[]; finish: () => void }[] = []
  const write = (rows: readonly number[]) =>
    new Promise<readonly number[]>((resolve) => {
      batches.push({ rows, finish: () => resolve(rows) })
    })
  return { batches, write }
}

describe('the group commit', () => {
  test('lets a lone row leave at once and gathers what comes meanwhile', async () => {
    const { batches, write } = heldWrites()
    const commits = new GroupCommit(write, options)
    const added = [1, 2, 3].map((row) => commits.add(row))
    expect(batches.map(({ rows }) => rows)).toEqual([[1]])
    batches[0]?.finish()
    await added[0]
    await expect.poll(() => batches.map(({ rows }) => rows)).toEqual([[1], [2, 3]])
    batches[1]?.finish()
    expect(await Promise.all(added)).toEqual([1, 2, 3])
  })

  test('parks a poisoned row alone', async () => {
    const written: number[] = []
    const commits = new GroupCommit<number, void>(async (rows) => {
      if (rows.includes(13)) throw new Error('Raw query failed. Code: `22021`. Message: `bad`')
      written.push(...rows)
      return []
    }, options)
    const outcomes = await Promise.allSettled([7, 8, 13, 14].map((row) => commits.add(row)))
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(written.sort((a, b) => a - b)).toEqual([7, 8, 14])
  })

  test('fails a whole batch once when the database is gone', async () => {
    let writes = 0
    const commits = new GroupCommit<number, void>(async () => {
      writes += 1
      throw new Error('Connection refused')
    }, options)
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((row) => commits.add(row)))
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true)
    expect(writes).toBe(2)
  })

  test('refuses at once what would wait behind too many', async () => {
    const { write } = heldWrites()
    const commits = new GroupCommit(write, { ...options, maxWaiting: 1 })
    void commits.add(1)
    void commits.add(2)
    await expect(commits.add(3)).rejects.toThrow(RangeError)
  })
})
