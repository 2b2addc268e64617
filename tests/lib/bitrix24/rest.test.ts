import { describe, expect, test } from 'vitest'
import { boundEvents, diffBindings } from '#lib/bitrix24/bindings.ts'
import { isPrivateAddress } from '#lib/bitrix24/egress.ts'
import { readPage } from '#lib/bitrix24/remote-item.ts'
import { encodeQuery } from '#lib/bitrix24/rest-batch.ts'
import { toRestFailure } from '#lib/bitrix24/rest-error.ts'

describe('a batch command', () => {
  test('is a PHP-style query with its values encoded', () => {
    const params = {
      entityTypeId: 1220,
      filter: { '>id': 5, '@id': [1, 2] },
      order: { id: 'ASC' },
      start: -1,
      none: null,
    }
    expect(encodeQuery(params)).toBe(
      'entityTypeId=1220&filter[%3Eid]=5&filter[%40id][0]=1&filter[%40id][1]=2&order[id]=ASC&start=-1',
    )
  })
})

describe('the bindings', () => {
  const handler = 'https://app.example/api/bitrix24/events'

  test('of a first installation are all bound', () => {
    expect(diffBindings([], boundEvents, handler)).toEqual({ bind: [...boundEvents], unbind: [] })
  })

  test('of a second run stay as they are', () => {
    const current = boundEvents.map((event) => ({ event, handler }))
    expect(diffBindings(current, boundEvents, handler)).toEqual({ bind: [], unbind: [] })
  })

  test('on a suffixed name or an old address are taken away', () => {
    const stale = [
      { event: 'ONCRMDYNAMICITEMADD_1220', handler },
      { event: 'ONCRMDYNAMICITEMADD', handler: 'https://old.example/events' },
    ]
    const current = [...boundEvents.map((event) => ({ event, handler })), ...stale]
    expect(diffBindings(current, boundEvents, handler)).toEqual({ bind: [], unbind: stale })
  })
})

describe('an answer of the CRM', () => {
  test('with one item that cannot be read keeps the others', () => {
    const good = {
      id: '22',
      title: 'A',
      createdTime: '2024-08-13T10:27:12+03:00',
      createdBy: 1,
      stageId: 'DT1220_3:NEW',
      opportunity: '1500.50',
      currencyId: 'EUR',
      updatedTime: '2024-08-14T10:27:12+03:00',
    }
    const { items, rows } = readPage({ items: [good, { id: 'x' }] }) ?? {}
    expect(rows).toBe(2)
    expect(items).toEqual([
      {
        itemId: 22,
        title: 'A',
        createdAt: new Date('2024-08-13T07:27:12Z'),
        createdById: 1,
        assignedById: null,
        categoryId: null,
        stageId: 'DT1220_3:NEW',
        amount: { value: '1500.5', currency: 'EUR' },
        updatedAt: new Date('2024-08-14T07:27:12Z'),
      },
    ])
  })

  test('is kept no longer than anybody writes: a portal of one’s own may say megabytes', () => {
    const { items } = readPage({ items: [{ id: 1, title: 'x'.repeat(2 ** 20), stageId: 'y'.repeat(300) }] }) ?? {}
    expect(items).toMatchObject([{ itemId: 1, title: 'x'.repeat(2 ** 14), stageId: null }])
  })

  test.each([null, [], {}, { items: 'x' }])('of the shape %j is no list', (result) =>
    expect(readPage(result)).toBeNull(),
  )
})

describe('an error', () => {
  test.each([
    ['expired_token', 401, 'token'],
    ['QUERY_LIMIT_EXCEEDED', 503, 'query_limit'],
    ['operation_time_limit', 429, 'operation_limit'],
    ['ACCESS_DENIED', 200, 'denied'],
    ['ANYTHING', 302, 'moved'],
    ['ANYTHING', 502, 'unreachable'],
    ['ANYTHING', 400, 'other'],
  ])('%s with status %i means %s', (code, status, kind) => expect(toRestFailure(code, { status }).kind).toBe(kind))
})

describe('an address', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '0.0.0.0',
    '100.64.0.1',
    '::1',
    '::ffff:127.0.0.1',
    'fe80::1',
    'fd00::1',
    'not an address',
  ])('%s is private', (address) => expect(isPrivateAddress(address)).toBe(true))

  test.each(['8.8.8.8', '2606:4700::1111'])('%s is public', (address) => expect(isPrivateAddress(address)).toBe(false))
})
