import { calendarDaysAgo } from './day-name.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const relative = new Map<string, Intl.RelativeTimeFormat>()
const absolute = new Map<string, Intl.DateTimeFormat>()

function relativeFormat(locale: string): Intl.RelativeTimeFormat {
  const format = relative.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  relative.set(locale, format)
  return format
}

function absoluteFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const format = absolute.get(key) ?? new Intl.DateTimeFormat(locale, options)
  absolute.set(key, format)
  return format
}

/** The exact moment in the viewer's own time zone. */
export function exactTime(locale: string, at: Date): string {
  return absoluteFormat(locale, { dateStyle: 'long', timeStyle: 'medium' }).format(at)
}

/** The exact moment in few characters: "22/11/2026, 14:03:12". */
export function shortTime(locale: string, at: Date): string {
  return absoluteFormat(locale, { dateStyle: 'short', timeStyle: 'medium' }).format(at)
}

/** "14:32" today, with the date on other days, in the viewer's own time zone. */
export function timeOfDay(locale: string, at: Date, now: Date): string {
  const time = { hour: 'numeric', minute: '2-digit' } as const
  const isToday = at.toDateString() === now.toDateString()
  return absoluteFormat(locale, isToday ? time : { ...time, day: 'numeric', month: 'short' }).format(at)
}

/** "5 min. ago" within a week, then the date; null within the last minute, or when the portal's clock runs ahead of ours. */
export function relativeTime(locale: string, at: Date, now: Date): string | null {
  const ageMs = now.getTime() - at.getTime()
  if (ageMs < MINUTE_MS) return null
  if (ageMs < HOUR_MS) return relativeFormat(locale).format(-Math.floor(ageMs / MINUTE_MS), 'minute')
  if (ageMs < DAY_MS) return relativeFormat(locale).format(-Math.floor(ageMs / HOUR_MS), 'hour')
  // As the headings of the days above say it.
  const daysAgo = calendarDaysAgo(at, now)
  if (daysAgo < 7) return relativeFormat(locale).format(-daysAgo, 'day')
  const sameYear = at.getFullYear() === now.getFullYear()
  return absoluteFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' as const }),
  }).format(at)
}
