import { describe, expect, test } from 'vitest'
import { writeByHalves } from '#lib/db/write-by-halves.ts'

/** Writes rows as a database would that refuses some, and is away when it comes to others. */
function fakeTable({ poisoned = [], away = [] }: { poisoned?: number[]; away?: number[] }) {
  const written: number[] = []
  const failed: (readonly number[])[] = []
  const halving = {
    async write(rows: readonly number[]) {
      if (rows.some((row) => away.includes(row))) throw new Error('away')
      if (rows.some((row) => poisoned.includes(row))) throw new Error('poison')
      written.push(...rows)
    },
    isFaultOfARow: (error: unknown) => error instanceof Error && error.message === 'poison',
    onFailure: (rows: readonly number[]) => void failed.push(rows),
  }
  return { written, failed, halving }
}

const rows = [1, 2, 3, 4, 5, 6, 7, 8, 9]

describe('a batch with poisoned rows', () => {
  test('is written without them, in order, and each of them is told alone', async () => {
    const { written, failed, halving } = fakeTable({ poisoned: [3, 7] })
    await writeByHalves(rows, halving)
    expect(written).toEqual([1, 2, 4, 5, 6, 8, 9])
    expect(failed).toEqual([[3], [7]])
  })

  test('is not divided where no row is to blame', async () => {
    const { written, failed, halving } = fakeTable({ poisoned: [1], away: [7] })
    await writeByHalves(rows, halving)
    expect({ written, failed }).toEqual({ written: [], failed: [rows] })
  })

  test('is given up where a failure is thrown on', async () => {
    const { written, halving } = fakeTable({ poisoned: [3] })
    const onFailure = (_: readonly number[], error: unknown) => {
      throw error
    }
    await expect(writeByHalves(rows, { ...halving, onFailure })).rejects.toThrow('poison')
    expect(written).toEqual([1, 2])
  })
})
