import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findSilence, type Rhythm, rhythmHours, type Silence } from '#lib/insight/silence.ts'
import { seededRandom } from '../../../simulator/faults.ts'

const hourMs = 3_600_000
const week = 168
/** A Wednesday afternoon. */
const now = new Date('2026-11-25T15:00:00Z')
const longAgo = new Date('2026-01-01')

/** The hour of the week that ended `hoursAgo` hours ago. */
function hourOf(hoursAgo: number): { weekday: number; hour: number } {
  const date = new Date(now.getTime() - (hoursAgo + 1) * hourMs)
  return { weekday: date.getUTCDay(), hour: date.getUTCHours() }
}

const isOffice = (hoursAgo: number) => {
  const { weekday, hour } = hourOf(hoursAgo)
  return weekday >= 1 && weekday <= 5 && hour >= 8 && hour < 18
}

/** A habit that went silent `silentHours` ago. */
function rhythm(countAt: (hoursAgo: number) => number, silentHours: number, changes: Partial<Rhythm> = {}): Rhythm {
  const hourly = Array.from({ length: rhythmHours }, (_, hoursAgo) => (hoursAgo < silentHours ? 0 : countAt(hoursAgo)))
  const last = hourly.findIndex((count) => count > 0)
  const lastItemAt = new Date(now.getTime() - (last === -1 ? rhythmHours : last) * hourMs - 60_000)
  return { entityTypeId: 1220, hourly, lastItemAt, knownSince: longAgo, ...changes }
}

const office = (perHour: number) => (hoursAgo: number) => (isOffice(hoursAgo) ? perHour : 0)

describe('silence', () => {
  test('usually 12 an hour, none for 4 hours', () => {
    expect(findSilence(rhythm(office(12), 4), now)).toEqual({
      entityTypeId: 1220,
      usualPerHour: 12,
      silentSince: '2026-11-25T10:59:00.000Z',
    } satisfies Silence)
  })

  test('is none while items come, nor in the first hour', () => {
    expect(findSilence(rhythm(office(12), 0), now)).toBeNull()
    expect(findSilence(rhythm(office(1000), 1, { lastItemAt: new Date(now.getTime() - 59 * 60_000) }), now)).toBeNull()
  })

  test('is none in a night or at a weekend that is always quiet', () => {
    for (let hoursAgo = 0; hoursAgo < week; hoursAgo += 1) {
      // As if it were that many hours earlier: the habit goes on, the clock stands elsewhere in the week.
      const shifted = rhythm((hours) => office(50)(hours + hoursAgo), 0)
      expect([hoursAgo, findSilence(shifted, now)]).toEqual([hoursAgo, null])
    }
  })

  test('on a Monday morning counts from the morning, not from Friday', () => {
    const monday = (hours: number) => office(6)(hours + 52)
    const found = findSilence(rhythm(monday, 3), now)
    expect(found?.usualPerHour).toBe(6)
  })

  test('a young type has no habit', () => {
    const since = (weeks: number) => new Date(now.getTime() - weeks * week * hourMs)
    expect(findSilence(rhythm(office(12), 4, { knownSince: since(2.9) }), now)).toBeNull()
    expect(findSilence(rhythm(office(12), 4, { knownSince: since(3) }), now)).not.toBeNull()
  })

  test('one import makes no habit', () => {
    const once = (hoursAgo: number) =>
      hoursAgo >= week && hoursAgo < week + 5 ? 1_000 : office(1)(hoursAgo) > 0 && hoursAgo % 5 === 0 ? 1 : 0
    expect(findSilence(rhythm(once, 5), now)).toBeNull()
  })

  test('a holiday of the weeks before shows that this is nothing', () => {
    const holiday = (hoursAgo: number) => (hoursAgo >= 2 * week && hoursAgo < 2 * week + 24 ? 0 : office(4)(hoursAgo))
    expect(findSilence(rhythm(office(4), 4), now)).not.toBeNull()
    expect(findSilence(rhythm(holiday, 4), now)).toBeNull()
  })

  test('once noticed stays noticed while it lasts, up to a week', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 160 }), (perHour, hours) => {
        const [shorter, longer] = [hours, hours + 1].map((silent) => findSilence(rhythm(office(perHour), silent), now))
        if (shorter) expect(longer).not.toBeNull()
      }),
    )
  })

  test('a type with fewer than 8 items missing is never called silent', () => {
    const rare = fc.uniqueArray(fc.nat(week - 1), { maxLength: 7 })
    fc.assert(
      fc.property(rare, fc.integer({ min: 0, max: week }), (habit, silentHours) => {
        expect(
          findSilence(
            rhythm((hours) => (habit.includes(hours % week) ? 1 : 0), silentHours),
            now,
          ),
        ).toBeNull()
      }),
    )
  })

  test('nothing that it is told makes it fail', () => {
    const hourly = fc.array(fc.nat(5_000), { maxLength: rhythmHours })
    const date = fc.date({ min: new Date(0), max: new Date('2030-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(hourly, date, date, (counts, lastItemAt, knownSince) => {
        const found = findSilence({ entityTypeId: 1, hourly: counts, lastItemAt, knownSince }, now)
        if (found) expect(found.usualPerHour).toBeGreaterThan(0)
      }),
    )
  })

  test('items that come at random raise no alarm within two years of looking every hour', () => {
    let [looks, alarms] = [0, 0]
    for (const [seed, perHour] of [1, 2, 3, 5, 8, 13].entries()) {
      const random = seededRandom(seed + 1)
      const hours = Array.from({ length: rhythmHours + 17 * week }, (_, n) =>
        isOffice(n) ? poisson(perHour, random) : 0,
      )
      for (let shift = 0; shift + rhythmHours <= hours.length; shift += 1) {
        const hourly = hours.slice(shift, shift + rhythmHours)
        const last = hourly.findIndex((count) => count > 0)
        const lastItemAt = new Date(now.getTime() - last * hourMs - 60_000)
        looks += 1
        if (findSilence({ entityTypeId: 1, hourly, lastItemAt, knownSince: longAgo }, now)) alarms += 1
      }
    }
    expect(looks).toBeGreaterThan(2 * 52 * week * 0.95)
    expect(alarms).toBe(0)
  })
})

function poisson(mean: number, random: () => number): number {
  const limit = Math.exp(-mean)
  let [count, product] = [0, random()]
  while (product > limit) {
    count += 1
    product *= random()
  }
  return count
}
