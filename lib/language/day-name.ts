const HALF_DAY_MS = 12 * 3_600_000
const DAY_MS = 2 * HALF_DAY_MS

/**
 * "today", "yesterday", within a week the weekday, then the date.
 * @param day local midnight at which the day begins.
 */
export function dayName(locale: string, day: Date, now: Date): string {
  const today = new Date(now).setHours(0, 0, 0, 0)
  // Days have 23 to 25 hours: half a day more makes it a whole number.
  const daysAgo = Math.floor((today - day.getTime() + HALF_DAY_MS) / DAY_MS)
  if (daysAgo <= 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.max(0, daysAgo), 'day')
  const date = { day: 'numeric', month: 'long' } as const
  if (daysAgo < 7) return new Intl.DateTimeFormat(locale, { weekday: 'long', ...date }).format(day)
  return new Intl.DateTimeFormat(locale, { ...date, year: 'numeric' }).format(day)
}
