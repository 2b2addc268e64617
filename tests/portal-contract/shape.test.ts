import { describe, expect, test } from 'vitest'
import type { Answer } from './answer.ts'
import { compareAnswers } from './shape.ts'

const answer = (result: unknown, status = 200): Answer => ({ asked: 'x.list', status, body: { result } })
const refusal = (error: unknown, status = 400): Answer => ({ asked: 'x.list', status, body: { error } })
const lines = (portal: Answer, simulator: Answer, mayLack: string[] = []) =>
  compareAnswers(portal, simulator, mayLack).map(({ at, ...both }) => `${at}: ${both.portal} / ${both.simulator}`)

describe('two answers differ', () => {
  test.each([
    ['in the kind of a value', answer({ id: '1' }), answer({ id: 1 }), 'x.list result.id: text / number'],
    ['in a key', answer([{ a: 1, b: 1 }]), answer([{ a: 1 }]), 'x.list result[].b: number / absent'],
    [
      'in the code',
      refusal('NOT_FOUND'),
      refusal('ACCESS_DENIED'),
      'x.list: HTTP 400, error NOT_FOUND / HTTP 400, error ACCESS_DENIED',
    ],
    [
      'in the status',
      refusal('NOT_FOUND', 404),
      refusal('NOT_FOUND'),
      'x.list: HTTP 404, error NOT_FOUND / HTTP 400, error NOT_FOUND',
    ],
    ['in being refused', answer(1), refusal(0), 'x.list: HTTP 200 / HTTP 400, error without a code'],
    ['in being JSON', { asked: 'x.list', status: 0, body: null }, answer(1), 'x.list: no JSON / HTTP 200'],
  ] as const)('%s', (_, portal, simulator, line) => expect(lines(portal, simulator)).toEqual([line]))
})

describe('two answers are alike', () => {
  test.each([
    ['although a value is null', answer({ a: null }), answer({ a: 1 })],
    ['although a list is empty', answer([]), answer([{ a: 1 }])],
    ['although a map is empty, which PHP writes as a list', answer([]), answer({ a: 1 })],
    ['whatever numbers and times stand in them', answer({ a: 1, t: 'x' }), answer({ a: 2, t: 'y' })],
    ["but for a portal's own fields", answer({ a: 1, ufCrm3_17: 'x', parentId1036: 2 }), answer({ a: 1 })],
    ['where each key stands in some row', answer([{ a: 1, b: 1 }, { a: 1 }]), answer([{ a: 1 }, { b: 1 }])],
  ])('%s', (_, portal, simulator) => expect(lines(portal, simulator)).toEqual([]))

  test('but for names that depend on the portal', () =>
    expect(lines(answer({ a: 1, b: 1 }), answer({ a: 1 }), ['b'])).toEqual([]))
})
