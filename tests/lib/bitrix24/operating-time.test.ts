import { describe, expect, test } from 'vitest'
import { OperatingTime } from '#lib/bitrix24/operating-time.ts'
import { restLimit, standardLimit } from '#lib/bitrix24/rest-limit.ts'
import { readTime } from '#lib/bitrix24/rest-time.ts'

const method = 'crm.item.list'
const nowMs = 1_000_000
const answer = (operatingSeconds: number | null, resetInMs: number | null = 30_000) => ({
  ...{ operatingSeconds, resetInMs },
  totals: new Map(),
  portalTime: null,
})

describe('B2: the operating time of a method', () => {
  test('holds back background work from 80 % on, receipts from 90 %, people never, and all of it until the reset only', () => {
    const time = new OperatingTime()
    const held = (atMs = nowMs) =>
      ([0, 1, 2, 3] as const).filter((priority) => time.heldUntilMs(method, priority, atMs))
    time.record(method, answer(335), nowMs)
    expect(held()).toEqual([])
    time.record(method, answer(336), nowMs)
    expect(held()).toEqual([3])
    time.record(method, answer(378), nowMs)
    expect(held()).toEqual([1, 3])
    expect(time.heldUntilMs(method, 3, nowMs)).toBe(nowMs + 30_000)
    expect(held(nowMs + 30_000)).toEqual([])
  })

  test('stays as it was told where an answer says nothing of it', () => {
    const time = new OperatingTime()
    time.record(method, answer(400), nowMs)
    time.record(method, answer(null, null), nowMs)
    expect(time.heldUntilMs(method, 3, nowMs)).toBe(nowMs + 30_000)
  })

  test('that is used up pauses the method alone, for everybody, until the reset that the portal names', () => {
    const time = new OperatingTime()
    time.block(method, 90_000, nowMs)
    expect(time.heldUntilMs(method, 0, nowMs)).toBe(nowMs + 90_000)
    expect(time.heldUntilMs('user.get', 0, nowMs)).toBeNull()
    expect(time.heldUntilMs(method, 0, nowMs + 90_000)).toBeNull()
  })

  test('without a reset in the refusal ends when the last answer said, else after a minute', () => {
    const time = new OperatingTime()
    time.record(method, answer(400, 200_000), nowMs)
    time.block(method, null, nowMs + 1_000)
    expect(time.heldUntilMs(method, 0, nowMs + 1_000)).toBe(nowMs + 200_000)
    time.block('user.get', null, nowMs)
    expect(time.heldUntilMs('user.get', 0, nowMs)).toBe(nowMs + 60_000)
  })

  test('that another instance has met counts here too, and is told to others from half of it on', () => {
    const [one, two] = [new OperatingTime(), new OperatingTime()]
    expect(one.record(method, answer(100), nowMs)).toBeNull()
    const use = one.record(method, answer(400), nowMs)
    two.record(method, answer(50, 10_000), nowMs)
    two.learn(use ? [use] : [])
    expect(two.heldUntilMs(method, 3, nowMs)).toBe(nowMs + 30_000)
    two.learn([one.block(method, 20_000, nowMs)])
    expect(two.heldUntilMs(method, 0, nowMs)).toBe(nowMs + 20_000)
  })
})

describe('the time object of an answer', () => {
  test('D9: is read by the portal’s own clock, however wrong that is', () => {
    const hoursOff = 1_705_765_533
    expect(
      readTime({ operating: 3.3, operating_reset_at: hoursOff + 600, start: hoursOff, finish: hoursOff + 0.5 }),
    ).toEqual({
      operatingSeconds: 3.3,
      resetInMs: 599_500,
      portalTime: new Date(hoursOff * 1_000),
    })
  })

  test.each([
    [{}, { operatingSeconds: null, resetInMs: null }],
    [
      { operating: 'x', operating_reset_at: 5, finish: 1_000 },
      { operatingSeconds: null, resetInMs: null },
    ],
    [
      { operating: 1, operating_reset_at: 9_999, finish: 1 },
      { operatingSeconds: 1, resetInMs: null },
    ],
    [undefined, null],
    [[], null],
  ])('%j says %j', (time, read) =>
    read === null ? expect(readTime(time)).toBeNull() : expect(readTime(time)).toMatchObject(read),
  )
})

describe('the limit of a plan', () => {
  test.each(['de_ent250', 'en_ent10000', 'RU_ENT500'])('%s is Enterprise', (license) =>
    expect(restLimit(license)).toEqual({ burst: 240, perSecond: 5 }),
  )

  test.each(['', 'de_pro100', 'de_std', 'ent250', 'de_entry'])('"%s" is any other', (license) =>
    expect(restLimit(license)).toEqual(standardLimit),
  )
})
