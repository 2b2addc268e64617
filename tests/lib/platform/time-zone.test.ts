import { expect, test } from 'vitest'
import { isTimeZone, localTime, toPostgresZone } from '#lib/platform/time-zone.ts'

test('zones of browsers are known, other words are not', () => {
  for (const zone of ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3', '+03:00', '-09:30'])
    expect([zone, isTimeZone(zone)]).toEqual([zone, true])
  for (const zone of ['', 'Mars/Base', '+3', '03:00', '+99:00', "UTC'", 'Europe/Berlin; drop', '../etc/passwd'])
    expect([zone, isTimeZone(zone)]).toEqual([zone, false])
})

test('PostgreSQL counts offsets the other way', () => {
  expect(['+03:00', '-09:30', 'Europe/Berlin'].map(toPostgresZone)).toEqual(['UTC-03:00', 'UTC+09:30', 'Europe/Berlin'])
})

test('a moment is told by the clocks of its zone', () => {
  const moment = new Date('2026-11-22T22:04:05Z')
  expect(['UTC', 'Europe/Berlin', '+03:00', 'America/New_York'].map((zone) => localTime(zone, moment))).toEqual([
    ...['2026-11-22 22:04:05', '2026-11-22 23:04:05', '2026-11-23 01:04:05', '2026-11-22 17:04:05'],
  ])
})
