import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { categoryOfStage, nextStage, type StageChoice } from '#lib/actions/next-stage.ts'
import { inOrder, readStagePage } from '#lib/bitrix24/stage-list.ts'

function stage(id: string, sort: number, semantics: StageChoice['semantics'] = null): StageChoice {
  return { id, name: id, color: null, sort, semantics }
}

const claims = [
  stage('NEW', 10),
  stage('REVIEW', 20),
  stage('WAIT', 30),
  stage('FAIL', 40, 'F'),
  stage('DONE', 50, 'S'),
]

describe('the stage that follows', () => {
  test.each([
    ['NEW', 'REVIEW'],
    ['REVIEW', 'WAIT'],
    // Not into failure, although it stands before success.
    ['WAIT', 'DONE'],
    ['DONE', undefined],
    ['FAIL', undefined],
    ['UNKNOWN', undefined],
    [null, undefined],
  ])('of %s is %s', (from, to) => {
    expect(nextStage(claims, from)?.id).toBe(to)
  })

  test('there is none where the next one has no name to be chosen by', () => {
    expect(nextStage([stage('NEW', 10), { ...stage('UC_1', 20), name: '' }, stage('WAIT', 30)], 'NEW')).toBeNull()
  })

  test('there is none for a type without stages', () => {
    expect(nextStage([], 'NEW')).toBeNull()
  })

  const stages = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1 }),
      sort: fc.integer({ min: 0, max: 1000 }),
      semantics: fc.constantFrom(null, null, 'S' as const, 'F' as const),
    }),
    { selector: ({ id }) => id },
  )

  test('whatever the category, it lies ahead, with nothing but failures between, never beyond a final stage', () => {
    fc.assert(
      fc.property(stages, fc.nat(), (drawn, pick) => {
        const all = drawn.map((each) => stage(each.id, each.sort, each.semantics))
        const from = all[pick % Math.max(1, all.length)]
        const next = nextStage(all, from?.id ?? null)
        if (!from || from.semantics !== null) return next === null
        const ahead = all.filter((each) => each.sort > from.sort && each.semantics !== 'F')
        if (!next) return ahead.length === 0
        return ahead.includes(next) && ahead.every((each) => each.sort >= next.sort)
      }),
    )
  })

  test('walking on ends at a final stage or at the last one, and meets no stage twice', () => {
    fc.assert(
      fc.property(stages, (drawn) => {
        const all = drawn.map((each) => stage(each.id, each.sort, each.semantics))
        const met = new Set<string>()
        for (let at: StageChoice | null = all[0] ?? null; at; at = nextStage(all, at.id)) {
          if (met.has(at.id)) return false
          met.add(at.id)
        }
        return true
      }),
    )
  })
})

test('a stage names its category', () => {
  expect(categoryOfStage('DT1038_37:SUCCESS')).toBe(37)
  expect(categoryOfStage('DT31_2:N')).toBe(2)
  expect(categoryOfStage('C9:NEW')).toBeNull()
  expect(categoryOfStage('NEW')).toBeNull()
})

test('stages are read in their order, whatever order and types they come in', () => {
  const row = (id: string, SORT: unknown, SEMANTICS: string | null = null) => ({
    STATUS_ID: id,
    NAME: id,
    SORT,
    SEMANTICS,
    COLOR: '#FF0000',
  })
  const read = inOrder(readStagePage([row('B', '20'), row('A', 10), row('C', '30', 'S'), row('D', null)]).rows)
  expect(read.map(({ id }) => id)).toEqual(['D', 'A', 'B', 'C'])
  expect(read.at(-1)).toEqual({ id: 'C', name: 'C', color: '#ff0000', semantics: 'S', sort: 30 })
  expect(readStagePage({ items: [] })).toEqual({ rows: [], count: 0 })
})
