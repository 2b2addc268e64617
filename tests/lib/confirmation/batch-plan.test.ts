import { describe, expect, test } from 'vitest'
import { type BatchPlan, planBatch } from '#lib/confirmation/batch-plan.ts'
import type { Hint } from '#lib/confirmation/fold-receipts.ts'
import type { WatchPosition } from '#lib/watches/watch-position.ts'
import { makeHint } from './make-hint.ts'

const hints = (from: number, count: number, over: Partial<Hint> = {}) =>
  Array.from({ length: count }, (_, n) => makeHint(from + n, over))
const at = (entityTypeId: number, over: Partial<WatchPosition> = {}): WatchPosition => ({
  entityTypeId,
  checkpointItemId: 100,
  isDue: false,
  walkSpan: null,
  ...over,
})
const due = (count: number) => Array.from({ length: count }, (_, n) => at(1_000 + n, { isDue: true }))

function plan(input: Partial<Parameters<typeof planBatch>[0]>) {
  return planBatch({
    hints: [],
    positions: [at(1220)],
    behind: new Set(),
    types: null,
    failures: 0,
    isOwnerFresh: false,
    ...input,
  })
}

const commands = ({ asksOwner, lists, walks, controls, ends, types }: BatchPlan) =>
  Number(asksOwner) +
  lists.length +
  controls.length +
  ends.length +
  Math.ceil((types?.types.length ?? 0) / 50) +
  walks.reduce((sum, walk) => sum + walk.pages, 0)
const brief = ({ lists, walks }: BatchPlan) => ({
  lists: lists.map((list) => [list.entityTypeId, list.hints.length]),
  walks: walks.map((walk) => [walk.entityTypeId, walk.afterItemId, walk.throughItemId, walk.pages, walk.hints.length]),
})

describe('items beyond the checkpoint', () => {
  test('are confirmed by one walk up to the last that was announced', () => {
    expect(brief(plan({ hints: [makeHint(104), makeHint(102)] }))).toEqual({
      lists: [],
      walks: [[1220, 100, 104, 1, 2]],
    })
  })

  test('are asked for by id when the walk did not reach them the last time', () => {
    expect(brief(plan({ hints: hints(101, 60), behind: new Set([1220]) }))).toEqual({
      lists: [
        [1220, 50],
        [1220, 10],
      ],
      walks: [],
    })
  })

  test('that break a list are asked for by id, by ever fewer at a time', () => {
    expect(brief(plan({ hints: hints(101, 30, { attempts: 2 }) })).lists).toEqual([
      [1220, 12],
      [1220, 12],
      [1220, 6],
    ])
    expect(brief(plan({ hints: hints(101, 2, { attempts: 9 }) })).lists).toEqual([
      [1220, 1],
      [1220, 1],
    ])
  })

  test('get as many pages as a storm needs, each item read once', () => {
    expect(brief(plan({ hints: hints(101, 1_000) }))).toEqual({ lists: [], walks: [[1220, 100, 1_100, 21, 1_000]] })
    expect(commands(plan({ hints: hints(101, 5_000) }))).toBe(50)
  })
})

test('B9: short walks bring their control and their end, and never more than a batch holds', () => {
  const planned = plan({ positions: due(40).map((position) => ({ ...position, walkSpan: 16 })) })
  expect(planned.walks).toHaveLength(16)
  expect([planned.controls.length, planned.ends.length]).toEqual([16, 16])
  expect(commands(planned)).toBeLessThanOrEqual(50)
})

test('B9: where something broke a list, one more of its type tells an item from a CRM that is ill', () => {
  expect(plan({ hints: [makeHint(5, { attempts: 1 }), makeHint(6)] }).controls).toEqual([1220])
  const short = plan({ positions: [at(1220, { isDue: true, walkSpan: 4 })], hints: [makeHint(5)] })
  expect(short.controls).toEqual([1220])
  // And whether the list goes on after the short walk.
  expect(short.ends).toEqual([{ entityTypeId: 1220, itemId: 104 }])
})

test('items up to the checkpoint, and those of types that are not followed, are asked for by lists of 50 ids', () => {
  const planned = plan({ hints: [...hints(1, 60), ...hints(1, 3, { entityTypeId: 31 })] })
  expect(brief(planned)).toEqual({
    lists: [
      [1220, 50],
      [31, 3],
      [1220, 10],
    ],
    walks: [],
  })
})

test('a storm of one type leaves room for the other types and for watches that are due', () => {
  const storm = [...hints(101, 5_000), ...hints(1, 2, { entityTypeId: 31 })]
  const planned = plan({ hints: storm, positions: [at(1220), ...due(30)] })
  expect(commands(planned)).toBe(50)
  expect(planned.lists).toMatchObject([{ entityTypeId: 31 }])
  expect(planned.walks.filter((walk) => walk.entityTypeId < 1_220)).toHaveLength(10)
})

describe('watches that are due', () => {
  test('are walked to the end of the list, one page each', () => {
    expect(brief(plan({ positions: due(2) })).walks).toEqual([
      [1_000, 100, null, 1, 0],
      [1_001, 100, null, 1, 0],
    ])
  })

  test('take a hint of theirs along', () => {
    const planned = plan({ hints: [makeHint(104)], positions: [at(1220, { isDue: true })] })
    expect(brief(planned)).toEqual({ lists: [], walks: [[1220, 100, null, 1, 1]] })
  })

  test('share all the room there is when they are behind', () => {
    const positions = due(3)
    const planned = plan({ positions, behind: new Set([1_000, 1_002]) })
    expect(planned.walks.map((walk) => walk.pages)).toEqual([24, 1, 24])
    expect(commands(planned)).toBe(50)
  })

  test('go no further than their span after a walk was declined', () => {
    const positions = [at(1220, { isDue: true, walkSpan: 16 })]
    expect(brief(plan({ positions, behind: new Set([1220]) })).walks).toEqual([[1220, 100, 116, 1, 0]])
  })

  test.each([
    [49, false, 1, true],
    [50, false, 2, true],
    [50, true, 1, false],
    [98, true, 2, true],
    [100, true, 2, false],
  ])('%i quiet ones, the owner lately proved: %s, take %i requests', (count, isOwnerFresh, requests, asksOwner) => {
    let positions = due(count)
    let sent = 0
    for (; positions.length > 0; sent += 1) {
      const planned = plan({ positions, isOwnerFresh })
      expect(commands(planned)).toBeLessThanOrEqual(50)
      if (sent === 0) expect(planned.asksOwner).toBe(asksOwner)
      const walked = new Set(planned.walks.map((walk) => walk.entityTypeId))
      positions = positions.filter(({ entityTypeId }) => !walked.has(entityTypeId))
    }
    expect(sent).toBe(requests)
  })
})

describe('types that are to be asked for', () => {
  const types = (count: number) => ({
    ...{ dueAt: null, isDue: true },
    types: Array.from({ length: count }, (_, n) => ({ entityTypeId: 1_000 + n, typeId: n + 1, title: '' })),
  })

  test('come along where there is room', () => {
    const planned = plan({ hints: [makeHint(104)], types: types(60) })
    expect(commands(planned)).toBe(4)
    expect(planned.types?.types).toHaveLength(60)
  })

  test.each([0, 1, 3, 9])(
    'T7: always have their place: a full batch asks for them too, after %i failures',
    (failures) => {
      for (const count of [3, 100]) {
        const storm = plan({
          hints: hints(101, 5_000),
          positions: [at(1220), ...due(30)],
          types: types(count),
          failures,
        })
        expect(storm.types?.types).toHaveLength(count)
        expect(storm.lists.length + storm.walks.length).toBeGreaterThan(0)
        expect(commands(storm)).toBe(Math.max(50 >> failures, 4 + Math.ceil(count / 50)))
      }
    },
  )

  test.each([
    [48, false, 1],
    [49, true, 1],
    [49, false, 2],
    [100, true, 3],
  ])(
    'T7: also in sweeps that fill their batches: %i, the owner lately proved: %s, in %i requests',
    (count, fresh, all) => {
      let positions = due(count)
      let sent = 0
      for (; positions.length > 0; sent += 1) {
        const planned = plan({ positions, isOwnerFresh: fresh, types: { ...types(count), isDue: false } })
        expect(commands(planned)).toBeLessThanOrEqual(50)
        expect(planned.types?.types).toHaveLength(count)
        const walked = new Set(planned.walks.map((walk) => walk.entityTypeId))
        positions = positions.filter(({ entityTypeId }) => !walked.has(entityTypeId))
      }
      expect(sent).toBe(all)
    },
  )

  test('T7: with the owner of our token where it is time for them, since only an admin is told that one is gone', () => {
    expect(plan({ positions: due(49), types: types(49), isOwnerFresh: true }).asksOwner).toBe(true)
  })
})

test('a portal that does not answer is asked for less at a time', () => {
  const asked = [0, 1, 2, 3, 9].map((failures) => commands(plan({ hints: hints(101, 5_000), failures })))
  expect(asked).toEqual([50, 25, 12, 6, 4])
})
