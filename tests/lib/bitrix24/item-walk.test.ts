import { describe, expect, test } from 'vitest'
import { readWalk, type Walk, walkCommands } from '#lib/bitrix24/item-walk.ts'
import type { RestFailure } from '#lib/bitrix24/rest-error.ts'

const walk: Walk = { entityTypeId: 1220, afterItemId: 100, throughItemId: null, pages: 3 }
const rows = (from: number, count: number) => Array.from({ length: count }, (_, n) => ({ id: from + 2 * n }))
const items = (...all: object[]) => ({ items: all })

function read(pages: Record<string, unknown>, over: Partial<Walk> = {}, failures: Record<string, RestFailure> = {}) {
  const results = new Map(Object.entries(pages))
  const answer = {
    ok: true,
    results,
    failures: new Map(Object.entries(failures)),
    totals: new Map(),
    portalTime: null,
  } as const
  const walked = readWalk(answer, 'w0', { ...walk, ...over })
  return { ...walked, items: walked.items.length, declined: walked.declined?.code ?? null }
}

test('a walk asks for pages by id, each from the end of the one before', () => {
  const commands = walkCommands('w0', { ...walk, throughItemId: 900 })
  expect(commands.map(([key]) => key)).toEqual(['w0p0', 'w0p1', 'w0p2'])
  expect(commands.map(([, command]) => command.params.filter)).toEqual([
    { '>id': 100, '<=id': 900 },
    { '>id': '$result[w0p0][items][49][id]', '<=id': 900 },
    { '>id': '$result[w0p1][items][49][id]', '<=id': 900 },
  ])
  expect(commands[0]?.[1]).toMatchObject({ method: 'crm.item.list', params: { order: { id: 'ASC' }, start: -1 } })
  expect(walkCommands('w0', walk)[0]?.[1].params.filter).toEqual({ '>id': 100 })
})

describe('a walk is read', () => {
  test('up to the first page that is not full, which ends the list', () => {
    const pages = { w0p0: items(...rows(102, 50)), w0p1: items(...rows(202, 3)), w0p2: items(...rows(2, 50)) }
    expect(read(pages)).toEqual({
      ...{ items: 53, endItemId: 206, lastItemId: 206, isComplete: true },
      ...{ unreadable: 0, declined: null },
    })
  })

  test('through holes in the ids, which are no gaps', () => {
    expect(read({ w0p0: items({ id: 102 }, { id: 9_000 }) })).toMatchObject({ endItemId: 9_000, isComplete: true })
  })

  test('to where it began when there is nothing more', () => {
    expect(read({ w0p0: items() })).toMatchObject({ items: 0, endItemId: 100, isComplete: true })
  })

  test('to the end of the last page when all are full: there may be more', () => {
    const pages = { w0p0: items(...rows(102, 50)), w0p1: items(...rows(202, 50)) }
    expect(read(pages, { pages: 2 })).toMatchObject({ items: 100, endItemId: 300, isComplete: false })
  })

  test('to the bound where one is given, also past the last item before it', () => {
    expect(read({ w0p0: items(...rows(102, 3)) }, { throughItemId: 120 })).toMatchObject({
      endItemId: 120,
      lastItemId: 106,
      isComplete: true,
    })
    const full = { w0p0: items(...rows(102, 50)) }
    expect(read(full, { throughItemId: 200, pages: 1 })).toMatchObject({ endItemId: 200, isComplete: true })
  })

  test('no further than the page before the one that was declined', () => {
    const failures = { w0p1: { kind: 'operation_limit', code: 'OPERATION_TIME_LIMIT' } as const }
    expect(read({ w0p0: items(...rows(102, 50)), w0p2: items() }, {}, failures)).toMatchObject({
      items: 50,
      endItemId: 200,
      isComplete: false,
      declined: 'OPERATION_TIME_LIMIT',
    })
  })

  test('past a row that cannot be read, which is counted', () => {
    const page = items({ id: 'x' }, ...rows(104, 49))
    expect(read({ w0p0: page, w0p1: items() })).toMatchObject({ items: 49, endItemId: 200, unreadable: 1 })
  })

  test('no further than a page that ends with a row that cannot be read', () => {
    const page = items(...rows(102, 49), { id: 'x' })
    expect(read({ w0p0: page, w0p1: items() })).toMatchObject({ endItemId: 198, isComplete: false, declined: null })
  })

  test.each([
    ['in another order', items({ id: 106 }, { id: 104 })],
    ['of items that were not asked for', items({ id: 99 })],
    ['that repeats an item', items({ id: 102 }, { id: 102 })],
    ['beyond the bound', items({ id: 5_000 })],
    ['that is no list', { items: 'x' }],
    ['that is full of rows that cannot be read', items(...Array.from({ length: 50 }, () => ({ id: 'x' })))],
  ])('not at all from a page %s', (_, page) => {
    expect(read({ w0p0: page }, { throughItemId: 4_000 })).toMatchObject({
      endItemId: 100,
      isComplete: false,
      declined: 'UNREADABLE_LIST',
    })
  })
})
