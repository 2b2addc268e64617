const HALF_DAY_MS = 12 * 3_600_000
const DAY_MS = 2 * HALF_DAY_MS

/** How many days ago somebody would say that it was, whatever the hour; below 0 for what is to come. */
export function calendarDaysAgo(at: Date, now: Date): number {
  const midnight = (moment: Date) => new Date(moment).setHours(0, 0, 0, 0)
  // Days have 23 to 25 hours: half a day more makes it a whole number.
  return Math.floor((midnight(now) - midnight(at) + HALF_DAY_MS) / DAY_MS)
}

/**
 * "today", "yesterday", within a week the weekday, then the date.
 * @param day local midnight at which the day begins.
 */
export function dayName(locale: string, day: Date, now: Date): string {
  const daysAgo = calendarDaysAgo(day, now)
  if (daysAgo <= 1) return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-Math.max(0, daysAgo), 'day')
  const date = { day: 'numeric', month: 'long' } as const
  if (daysAgo < 7) return new Intl.DateTimeFormat(locale, { weekday: 'long', ...date }).format(day)
  return new Intl.DateTimeFormat(locale, { ...date, year: 'numeric' }).format(day)
}
