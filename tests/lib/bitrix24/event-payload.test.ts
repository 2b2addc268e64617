import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseEvent } from '#lib/bitrix24/event-payload.ts'

const fixture = (name: string) => readFileSync(`tests/fixtures/${name}.form`, 'utf8').trim()
const parse = (text: string) => {
  const parsed = parseEvent(text)
  return parsed.ok ? parsed.event : parsed.reason
}

describe('an event', () => {
  test('of the documentation is read: item 22 of type 1220, created by a person', () => {
    expect(parse(fixture('event-item-add'))).toEqual({
      memberId: 'a223c6b3710f85df22e9377d6c4f7553',
      applicationToken: '51856fefc120afa4b628cc82d3935cce',
      byPerson: true,
      sentAt: new Date(1723534033_000),
      about: { kind: 'item', change: 'add', entityTypeId: 1220, itemId: 22 },
    })
  })

  test.each([
    ['event-item-add-by-user', { change: 'add', itemId: 23 }, true],
    ['event-item-add-by-automation', { change: 'add', itemId: 24 }, false],
    ['event-item-add-by-automation-scope-status', { change: 'add', itemId: 24 }, false],
    ['event-item-add-invoice', { change: 'add', entityTypeId: 31, itemId: 7 }, false],
    ['event-item-add-suffixed', { change: 'add', itemId: 25 }, false],
    ['event-item-update', { change: 'update', itemId: 22 }, true],
    ['event-item-delete', { change: 'delete', itemId: 22 }, true],
  ])('%s is read', (name, about, byPerson) => {
    expect(parse(fixture(name))).toMatchObject({ about, byPerson })
  })

  test.each(['event-app-install', 'event-app-uninstall-clean', 'event-type-add', 'event-app-payment'])(
    '%s is no item',
    (name) => expect(parse(fixture(name))).toMatchObject({ about: { kind: expect.not.stringMatching('item') } }),
  )

  test('without an application token cannot be proved', () => {
    expect(parse(fixture('event-app-payment-documented'))).toBe('not_proved')
  })

  const withId = (id: string) => fixture('event-item-add').replace('%5BID%5D=22', `%5BID%5D=${id}`)

  test.each(['0', '-1', '1e3', '0x10', '9007199254740992', '1'.repeat(40), '', '22.0', '%2022', '٢٢'])(
    'with the id "%s" is malformed',
    (id) => expect(parse(withId(id))).toBe('malformed'),
  )

  test('with the largest id that a number holds is read', () => {
    expect(parse(withId('9007199254740991'))).toMatchObject({ about: { itemId: Number.MAX_SAFE_INTEGER } })
  })

  test.each([
    ['nothing', ''],
    ['no event', 'a=b'],
    ['a broken percent sign', `${fixture('event-item-add')}&x=%zz`],
    ['broken UTF-8', `${fixture('event-item-add')}&x=%c3%28`],
    ['NUL', `${fixture('event-item-add')}&x=%00`],
    ['two member ids', `${fixture('event-item-add')}&auth%5Bmember_id%5D=other`],
    ['65 pairs', Array.from({ length: 65 }, (_, n) => `k${n}=v`).join('&')],
    ['a key of 200 bytes', `${fixture('event-item-add')}&${'k'.repeat(200)}=1`],
    ['a list for a scalar', fixture('event-item-add').replace('%5BID%5D=', '%5BID%5D%5B0%5D=')],
  ])('with %s is malformed', (_, text) => expect(parse(text)).toBe('malformed'))

  test('cannot reach a prototype', () => {
    parse(`${fixture('event-item-add')}&__proto__%5Bpolluted%5D=1&constructor%5Bprototype%5D=1&__proto__=2`)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test.each(['', 'soon', '99999999999', '-5', '1'.repeat(33)])(
    'with the absurd time "%s" is read without one',
    (ts) => {
      expect(parse(fixture('event-item-add').replace('ts=1723534033', `ts=${ts}`))).toMatchObject({ sentAt: null })
    },
  )
})
